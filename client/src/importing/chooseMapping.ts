import { QuickPickItemKind, window, type QuickPickItem } from "vscode";
import type { FieldMapping, ImportPreview, ImportProfile } from "../../../server/protocol/imports.ts";
import { readFailure } from "../failures.ts";
import type { Wire } from "../wire.ts";
import { choose } from "./choose.ts";
import { fieldLine, FIELDS, recordLine, samplesOf, type Field } from "./mappingText.ts";

interface Item extends QuickPickItem {
  readonly field?: Field;
  readonly isImport?: true;
  readonly isSave?: true;
  readonly profile?: ImportProfile;
}

export interface MappingRequest {
  readonly file: string;
  readonly title: string;
  readonly log: string;
}

/**
 * Shows what each field of an event is taken from, with values and the first events, and lets the user change one
 * after the other. The whole mapping, `back` for the step before, undefined for Escape.
 */
export async function chooseMapping(
  wire: Pick<Wire, "request">,
  { file, title, log }: MappingRequest,
): Promise<FieldMapping | "back" | undefined> {
  const look = (mapping: FieldMapping) => wire.request("evq/log/preview", { file, log, mapping });
  let given: FieldMapping = {};
  let changed: Field | undefined;
  let profiles = await wire.request("evq/import/profiles", null);
  for (;;) {
    const preview = await look(given);
    const items = itemsOf(preview, log, profiles);
    const chosen = await choose<Item>({
      title,
      placeholder: "Choose a field to take it from elsewhere, or import",
      items,
      active: items.find((item) => (changed === undefined ? item.isImport : item.field === changed)),
      step: 2,
      steps: 2,
      back: true,
    });
    if (chosen === "back" || chosen === undefined) return chosen;
    if (chosen.isImport) return complete(preview.mapping, given);
    if (chosen.isSave && (await saveProfile(wire, complete(preview.mapping, given))))
      profiles = await wire.request("evq/import/profiles", null);
    if (chosen.profile) given = chosen.profile.mapping;
    const { field } = chosen;
    if (field === undefined) continue;
    changed = field;
    const path = await choosePath(preview, field, (written) => whyNot(look({ ...given, [field]: written })));
    if (path !== undefined) given = { ...given, [field]: path };
  }
}

/** What a refusal says. */
async function whyNot(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (thrown) {
    return readFailure(thrown).message;
  }
}

/** What was seen is what is imported: nothing is left to be guessed anew. */
function complete(seen: FieldMapping, given: FieldMapping): FieldMapping {
  return Object.fromEntries(FIELDS.map(({ field }) => [field, seen[field] ?? given[field] ?? ""]));
}

/** Saves the fields by a name that the user gives; false on Escape. */
async function saveProfile(wire: Pick<Wire, "request">, mapping: FieldMapping): Promise<boolean> {
  const name = await window.showInputBox({
    title: "Save the Fields by a Name",
    prompt: "Other imports, also evq import --profile NAME, can take them from there.",
    placeHolder: "cloudtrail",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "A profile needs a name." : undefined),
  });
  if (name === undefined) return false;
  await wire.request("evq/import/saveProfile", { name: name.trim(), mapping });
  return true;
}

function itemsOf(preview: ImportPreview, log: string, profiles: readonly ImportProfile[]): readonly Item[] {
  const { records, format } = preview;
  return [
    {
      label: `$(cloud-download) Import into local.${log}`,
      description: FORMATS[format],
      isImport: true,
      alwaysShow: true,
    },
    { label: "Fields of an event", kind: QuickPickItemKind.Separator },
    ...FIELDS.map(({ field, title, without }) => ({
      label: title,
      field,
      description: fieldLine(preview, field, without),
    })),
    { label: "The first events", kind: QuickPickItemKind.Separator },
    ...records.map(recordLine),
    { label: "Saved fields", kind: QuickPickItemKind.Separator },
    ...profiles.map((profile): Item => ({
      label: `$(bookmark) ${profile.name}`,
      description: profileLine(profile),
      profile,
    })),
    { label: "$(save) Save These Fields by a Name…", isSave: true },
  ];
}

function profileLine({ mapping }: ImportProfile): string {
  const parts = FIELDS.flatMap(({ field, title }) => (mapping[field] ? [`${title} ${mapping[field]}`] : []));
  return parts.join(", ") || "no field";
}

const FORMATS: Readonly<Record<ImportPreview["format"], string>> = {
  ndjson: "NDJSON: one JSON object a line",
  json: "JSON: an array, or objects one after the other",
  csv: "CSV: a header, then one event a line",
};

interface PathItem extends QuickPickItem {
  readonly path?: string;
}

/** A path in the file, an empty text for none; undefined when the user went back. */
async function choosePath(
  { fields, mapping }: ImportPreview,
  field: Field,
  validateInput: (path: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const { title, question, without } = FIELDS.find((other) => other.field === field) ?? {
    title: field,
    question: "",
    without: "",
  };
  const current = mapping[field] ?? "";
  const none: PathItem = { label: "None", description: without, path: "" };
  const other: PathItem = { label: "$(edit) Another Path…", alwaysShow: true };
  const paths = fields.map((known): PathItem => ({
    label: known.path,
    description: known.path === current ? "now" : "",
    detail: samplesOf(known),
    path: known.path,
  }));
  const items: readonly PathItem[] = [...paths, { label: "", kind: QuickPickItemKind.Separator }, none, other];
  const chosen = await choose<PathItem>({
    title: `${title} of the Events`,
    placeholder: question,
    items,
    active: paths.find(({ path }) => path === current) ?? none,
    back: true,
  });
  if (chosen === "back" || chosen === undefined) return undefined;
  if (chosen.path !== undefined) return chosen.path;
  return window.showInputBox({
    title: `${title} of the Events`,
    prompt: "Keys with dots between, odd ones in backticks: userIdentity.arn, event.`odd.key`",
    value: current,
    ignoreFocusOut: true,
    validateInput,
  });
}

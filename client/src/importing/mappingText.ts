import type { FieldMapping, ImportPreview, PreviewField, PreviewRecord } from "../../../server/protocol/imports.ts";

export type Field = keyof FieldMapping;

/** What an import gives an event, in the order in which it is asked: what it is called, what it is, and what comes of none. */
export const FIELDS: readonly {
  readonly field: Field;
  readonly title: string;
  readonly question: string;
  readonly without: string;
}[] = [
  { field: "timestamp", title: "Timestamp", question: "When did it happen?", without: "the time of the import" },
  { field: "type", title: "Type", question: "What happened?", without: "events have no type" },
  { field: "stream", title: "Stream", question: "Which stream does it belong to?", without: "events have no stream" },
  { field: "id", title: "Id", question: "What tells one event from all others?", without: "every event gets an id" },
  { field: "actor", title: "Actor", question: "Who did it?", without: "events have no actor" },
  {
    field: "entityType",
    title: "Entity Type",
    question: "What kind of thing did it happen to?",
    without: "left empty",
  },
  { field: "entityId", title: "Entity Id", question: "Which thing did it happen to?", without: "left empty" },
];

/** What a field is taken from, and a few values from there; on one line, so that the first events are in sight below. */
export function fieldLine(preview: ImportPreview, field: Field, without: string): string {
  const path = preview.mapping[field];
  if (path === undefined || path === "") return `none: ${without}`;
  const guessed = preview.guessed.includes(field) ? " (guessed)" : "";
  return `${path}${guessed} · ${samplesOf(preview.fields.find((other) => other.path === path))}`;
}

export function samplesOf(field: PreviewField | undefined): string {
  if (!field) return "No value in the first records";
  if (field.samples.length === 0) return "empty";
  const part = field.share < 1 ? ` · in ${Math.max(1, Math.round(field.share * 100))}% of the records` : "";
  return `${field.samples.map(oneLine).join(", ")}${part}`;
}

/** The event that a record becomes, or why it becomes none. */
export function recordLine({ number, bad, values }: PreviewRecord): { label: string; description: string } {
  if (bad !== undefined) return { label: `$(warning) Record ${number} is left out`, description: bad };
  const { timestamp, type, ...others } = values ?? {};
  const label = [timestamp ?? "now", type]
    .filter((text) => text !== undefined)
    .map(oneLine)
    .join("  ");
  const rest = FIELDS.flatMap(({ field, title }) => {
    const value = (others as FieldMapping)[field];
    return value === undefined ? [] : [`${title.toLowerCase()} ${oneLine(value)}`];
  });
  return { label: withoutIcons(label), description: rest.join(" · ") };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** In a label `$(name)` would be drawn as an icon; a value is shown as it is. */
function withoutIcons(text: string): string {
  return text.replaceAll("$(", "\\$(");
}

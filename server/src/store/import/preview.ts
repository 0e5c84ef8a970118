import type { FieldMapping, ImportPreview, PreviewField, PreviewRecord } from "../../../protocol/imports.ts";
import type { Files } from "../../base/ports.ts";
import { formatInstant } from "../../base/instant.ts";
import { printPath } from "./fieldPath.ts";
import { learn, membersIn, sampleOf } from "./learn.ts";
import type { Paths } from "./mapping.ts";
import { membersOf, scalarText } from "./members.ts";
import type { Members } from "./members.ts";
import type { Piece } from "./pieces.ts";
import { BadRecordError, draftOfRecord } from "./record.ts";
import { Records } from "./records.ts";
import { unzipped } from "./unzip.ts";

export interface PreviewRequest {
  readonly file: string;
  readonly log: string;
  /** What is not given is guessed. */
  readonly mapping: FieldMapping;
}

/** Records that are shown, and those whose fields are listed. */
const SHOWN = 5;
const LOOKED_AT = 200;
const MAX_FIELDS = 200;
const MAX_DEPTH = 4;
const SAMPLES = 3;
const MAX_TEXT = 80;

/**
 * What an import of a file would make of its first records; nothing is written.
 * @throws EvqError `file.not-found`, `file.unreadable`, `import.unreadable`, `usage` for a path that is none
 */
export async function previewImport({ file, log, mapping }: PreviewRequest, files: Files): Promise<ImportPreview> {
  const records = await Records.open(unzipped(files, files.read(file)), file);
  try {
    const sample = await sampleOf(records);
    const { paths, guessed, mapping: learned } = learn(records, sample, mapping);
    return {
      format: records.format,
      mapping: learned,
      guessed,
      fields: fieldsOf(sample.slice(0, LOOKED_AT).flatMap((piece) => membersIn(records, piece))),
      records: sample.slice(0, SHOWN).map((piece) => previewOf(records, piece, paths, log)),
    };
  } finally {
    await records.pieces.return(undefined);
  }
}

/** Every field of the records with a few of its values, the most common first. */
function fieldsOf(sample: readonly Members[]): readonly PreviewField[] {
  const fields = new Map<string, { count: number; readonly samples: Set<string> }>();
  for (const members of sample) collect(fields, members, []);
  return [...fields]
    .map(([path, { count, samples }]) => ({ path, samples: [...samples], share: count / sample.length }))
    .sort((a, b) => b.share - a.share);
}

function collect(
  fields: Map<string, { count: number; readonly samples: Set<string> }>,
  members: Members,
  above: readonly string[],
): void {
  for (const [key, json] of members) {
    const path = printPath([...above, key]);
    const inner = above.length + 1 < MAX_DEPTH ? membersOf(json) : undefined;
    if (inner) {
      collect(fields, inner, [...above, key]);
      continue;
    }
    if (!fields.has(path) && fields.size >= MAX_FIELDS) continue;
    const field = fields.get(path) ?? { count: 0, samples: new Set() };
    fields.set(path, field);
    if (json === "null") continue;
    field.count++;
    if (field.samples.size < SAMPLES) field.samples.add(shortened(scalarText(json) ?? json));
  }
}

function previewOf(records: Records, piece: Piece, paths: Paths, log: string): PreviewRecord {
  try {
    const { timestamp, type, stream, id, actor, entityType, entityId } = draftOfRecord(records.read(piece), paths, log);
    const texts = { type, stream, id, actor, entityType, entityId };
    const values = Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, shortened(text)]]));
    const time = timestamp === null ? {} : { timestamp: formatInstant(BigInt(timestamp)) };
    return { number: piece.number, values: { ...time, ...Object.fromEntries(values) } };
  } catch (error) {
    if (error instanceof BadRecordError) return { number: piece.number, bad: error.message };
    throw error;
  }
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

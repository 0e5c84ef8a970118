/**
 * Which field of a record becomes which canonical field; a field is a path such as `userIdentity.arn`. What is not
 * there is guessed; an empty text stands for no field.
 */
export interface FieldMapping {
  readonly timestamp?: string;
  readonly type?: string;
  readonly stream?: string;
  readonly id?: string;
  readonly actor?: string;
  readonly entityType?: string;
  readonly entityId?: string;
}

/** What an import would make of a file's first records. */
export interface ImportPreview {
  readonly format: "ndjson" | "json" | "csv";
  /** What was given, completed by what was guessed. */
  readonly mapping: FieldMapping;
  readonly guessed: readonly (keyof FieldMapping)[];
  /** The most common first, at most 200. */
  readonly fields: readonly PreviewField[];
  readonly records: readonly PreviewRecord[];
}

export interface PreviewField {
  readonly path: string;
  /** Up to three different values of it, shortened. */
  readonly samples: readonly string[];
  /** Part of the records looked at that have a value there, from 0 to 1. */
  readonly share: number;
}

/** A record as an event, or why it cannot be one. */
export interface PreviewRecord {
  readonly number: number;
  readonly bad?: string;
  readonly values?: { readonly [field in keyof FieldMapping]?: string };
}

/** A mapping that was saved by a name. */
export interface ImportProfile {
  readonly name: string;
  readonly mapping: FieldMapping;
}

export interface BadRecord {
  /** Line of the file (NDJSON, CSV) or place in the array (JSON), from 1. */
  readonly number: number;
  readonly reason: string;
}

export interface ImportReport {
  readonly log: string;
  readonly format: "ndjson" | "json" | "csv";
  readonly mapping: FieldMapping;
  /** Names of the mapping's entries that were guessed and not given. */
  readonly guessed: readonly (keyof FieldMapping)[];
  readonly read: number;
  /** Records that earlier imports of the file have done with; not among those read. */
  readonly before: number;
  readonly appended: number;
  /** Records whose id was there already. */
  readonly repeated: number;
  readonly badCount: number;
  /** The first bad records, at most 100; `badCount` counts all. */
  readonly bad: readonly BadRecord[];
  /** Present when the import was stopped; what had been appended by then stays. */
  readonly cancelled?: true;
  readonly elapsedMs: number;
}

export interface ImportProgress {
  readonly bytesRead: number;
  readonly bytesTotal?: number;
  readonly appended: number;
  readonly badCount: number;
}

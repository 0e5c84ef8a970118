/** What the page remembers while it is hidden; rows are not among it. */
export interface Kept {
  readonly runId: string;
  readonly top: number;
  readonly row: number;
  readonly column: number;
  readonly notes: boolean;
  readonly detail: boolean;
  /** Widths that the user chose, by column name. */
  readonly widths: readonly (readonly [name: string, width: number])[];
}

export const nothingKept: Kept = { runId: "", top: 0, row: 0, column: 0, notes: false, detail: false, widths: [] };

/** Reads what was remembered; a member that is not what it should be counts as not remembered. */
export function readKept(value: unknown): Kept {
  if (typeof value !== "object" || value === null) return nothingKept;
  const { runId, top, row, column, notes, detail, widths } = value as Readonly<Record<string, unknown>>;
  return {
    runId: typeof runId === "string" ? runId : "",
    top: count(top),
    row: count(row),
    column: count(column),
    notes: notes === true,
    detail: detail === true,
    widths: Array.isArray(widths) ? widths.filter(isWidth) : [],
  };
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, value) : 0;
}

function isWidth(value: unknown): value is readonly [string, number] {
  return (
    Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number" && Number.isFinite(value[1])
  );
}

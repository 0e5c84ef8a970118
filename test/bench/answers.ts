/** A cell as text that is the same for equal answers: numbers to nine digits, lists without their order, JSON by its value. */
function cellText(cell: unknown): string {
  if (typeof cell === "bigint") return cellText(Number(cell));
  if (typeof cell === "number") return String(Number(cell.toPrecision(9)));
  if (typeof cell === "string" && /^[[{]/.test(cell)) return cellText(JSON.parse(cell));
  if (Array.isArray(cell)) return `[${cell.map(cellText).sort().join()}]`;
  return JSON.stringify(cell);
}

/** What two systems must agree on: all rows, in order where the question has one. */
export function answerText(rows: readonly (readonly unknown[])[], ordered: boolean): string {
  const texts = rows.map((row) => row.map(cellText).join("|"));
  return (ordered ? texts : texts.sort()).join("\n");
}

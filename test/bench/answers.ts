/** One row as text that is equal for equal answers: numbers to nine digits, everything else as JSON. */
function rowText(row: readonly unknown[]): string {
  return row
    .map((cell) => (typeof cell === "number" ? String(Number(cell.toPrecision(9))) : JSON.stringify(cell)))
    .join("|");
}

/** What two systems must agree on: all rows, in order where the question has one. */
export function answerText(rows: readonly (readonly unknown[])[], ordered: boolean): string {
  const texts = rows.map(rowText);
  return (ordered ? texts : texts.sort()).join("\n");
}

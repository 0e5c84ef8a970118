/** A log's name as a query writes it after `from`. */
export function sourceOf(log: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(log) ? `local.${log}` : `local.\`${log}\``;
}

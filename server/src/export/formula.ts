/**
 * Whether a spreadsheet may take a text for a formula when it opens a file: it begins with `=`, `+`, `-`, `@`, or with
 * a tab or line break before such (OWASP, CSV injection), full-width forms of the signs included.
 */
export function looksLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text);
}

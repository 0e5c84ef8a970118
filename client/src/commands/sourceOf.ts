import type { LogTarget } from "./chooseLog.ts";

/** A log, or a stream of it, as a query writes it after `from`. */
export function sourceOf({ log, stream }: LogTarget): string {
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(log) ? log : `\`${log.replaceAll("`", "``")}\``;
  return stream === undefined ? `local.${name}` : `local.${name} stream ${quoted(stream)}`;
}

/** JSON's short escapes that EVQ does not have are written as code points. */
function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c", "\\r": "\\u000d" };
  return JSON.stringify(text).replace(/\\./g, (escape) => escapes[escape] ?? escape);
}

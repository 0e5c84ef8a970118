import type { LogTarget } from "./chooseLog.ts";

/** A log of a connection, or a stream of it, as a query writes it after `from`. */
export function sourceOf({ log, stream }: LogTarget, connection = "local"): string {
  const name = `${written(connection)}.${written(log)}`;
  return stream === undefined ? name : `${name} stream ${quoted(stream)}`;
}

function written(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

/** JSON's short escapes that EVQ does not have are written as code points. */
function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c", "\\r": "\\u000d" };
  return JSON.stringify(text).replace(/\\./g, (escape) => escapes[escape] ?? escape);
}

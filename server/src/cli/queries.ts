import { EvqError } from "../base/failure.ts";
import type { BoundQuery } from "../query/bind.ts";

/** The queries of a file that are meant: all, or the one with a title or number (from 1). */
export function chosenQueries(queries: readonly BoundQuery[], choice: string | undefined): readonly BoundQuery[] {
  if (queries.length === 0)
    throw new EvqError(
      "query.none",
      "The text holds no query.",
      "A query begins with from, for example: from local.audit",
    );
  if (choice === undefined) return queries;
  const folded = choice.trim().toLowerCase();
  const found =
    queries.find(({ title }) => title === choice) ??
    queries.find(({ title }) => title?.toLowerCase() === folded) ??
    (/^\d+$/.test(folded) ? queries[Number(folded) - 1] : undefined);
  if (found) return [found];
  const list = queries.map((query, i) => `  ${i + 1}  ${query.title ?? "(no title)"}`).join("\n");
  throw new EvqError(
    "usage",
    `No query has the title or number ${JSON.stringify(choice)}.`,
    `The queries of the text are:\n${list}`,
  );
}

/** Parameters written `name=value`, as an object. */
export function parametersOf(written: readonly string[]): Readonly<Record<string, string>> {
  const entries = written.map((text): [string, string] => {
    const at = text.indexOf("=");
    if (at < 1) throw new EvqError("usage", `--param ${text} has no value.`, "Write --param name=value.");
    return [text.slice(0, at).replace(/^\$/, ""), text.slice(at + 1)];
  });
  return Object.fromEntries(entries);
}

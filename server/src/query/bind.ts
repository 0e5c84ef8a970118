import { isTimeZone } from "../base/zone.ts";
import type { Document, QueryNode } from "../syntax/ast.ts";
import { Context } from "./bind/context.ts";
import { bindLet, bindParam, bindStatement } from "./bind/statements.ts";
import type { BindSettings, BoundDocument, BoundQuery } from "./bound.ts";
import type { Catalog } from "./catalog.ts";

export type { BindSettings, BoundDocument, BoundParameter, BoundQuery, Reference } from "./bound.ts";

/** Reads a document against a catalog. It never throws; what the syntax lacks (`Missing`) leaves a query absent without a problem of its own. */
export function bind(document: Document, catalog: Catalog, settings: BindSettings): BoundDocument {
  const { timeZone, now, errors = [] } = settings;
  const context = new Context(catalog, isTimeZone(timeZone) ? timeZone : "UTC", now);
  for (const statement of document.statements) {
    if (statement.kind === "let" && statement.name.kind === "name") context.definitions.add(statement.name.text);
  }
  const natives = nativeNames(document, catalog);
  const queries: BoundQuery[] = [];
  for (const [place, statement] of document.statements.entries()) {
    const end = document.statements[place + 1]?.span.start ?? Infinity;
    const { start } = statement.span;
    context.begin(start, { broken: errors.some((span) => span.start >= start && span.start < end) });
    if (statement.kind === "param") bindParam(statement, context);
    else if (statement.kind === "let") bindLet(statement, context, natives);
    else queries.push(bindStatement(statement, context));
  }
  return {
    parameters: [...context.parameters.values()],
    queries,
    references: context.references.sort((a, b) => a.span.start - b.span.start),
    problems: context.problems.sort((a, b) => a.span.start - b.span.start),
  };
}

/** The own field names of all sources that a document reads from. */
function nativeNames({ statements }: Document, catalog: Catalog): ReadonlySet<string> {
  const queries = statements.flatMap((statement): readonly QueryNode[] => {
    if (statement.kind === "query-statement") return [statement.query];
    return statement.kind === "let" && statement.value.kind === "query" ? [statement.value] : [];
  });
  const names = new Set<string>();
  for (const source of queries.flatMap(({ sources }) => sources)) {
    const [head, log] = source.kind === "source" ? source.path : [];
    if (head?.kind !== "name") continue;
    const kindName = catalog.connections.find(({ name }) => name === head.text)?.kind;
    const kind = catalog.kinds.find(({ name }) => name === kindName);
    const logName = log?.kind === "name" ? log.text : undefined;
    const logs = kind?.logs.filter(({ name }) => logName === undefined || name === logName) ?? [];
    for (const { name } of [...(kind?.fields ?? []), ...logs.flatMap(({ fields }) => fields)]) names.add(name);
  }
  return names;
}

import type { LetStatement, ParamStatement, Statement } from "../syntax/ast.ts";
import { printDocument } from "../syntax/print.ts";
import type { ParameterType, Query } from "./query.ts";
import { NOWHERE, Unwritable, nameOf } from "./text/nodes.ts";
import { queryNode } from "./text/queries.ts";
import { writeQuery } from "./json.ts";

/** A query's text, or what in it the language cannot write, as a sentence without its full stop. */
export type QueryText =
  { readonly text: string; readonly problem?: never } | { readonly text?: never; readonly problem: string };

/**
 * Writes a query as the text it could have been bound from, with the parameters and named queries it needs in front.
 * Binding that text gives a query that means the same, and whose text is the same. Periods are written with a zone
 * where they can be, so `timeZone` (an IANA name) matters only for those that follow a change of the clocks.
 */
export function queryText(query: Query, timeZone = "UTC"): QueryText {
  try {
    return { text: printDocument(new Writer(timeZone).document(query)) };
  } catch (thrown) {
    if (thrown instanceof Unwritable) return { problem: thrown.message };
    throw thrown;
  }
}

class Writer {
  private readonly timeZone: string;
  private readonly parameters = new Map<string, ParameterType>();
  private readonly lets: LetStatement[] = [];
  /** The JSON of the query under each name that is taken. */
  private readonly taken = new Map<string, string>();

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  document(query: Query): Parameters<typeof printDocument>[0] {
    const node = this.query(query);
    const text = query.title?.replace(/\s+/g, " ").trim() ?? "";
    const title = text === "" ? undefined : { span: NOWHERE, text };
    const statement: Statement = { kind: "query-statement", span: NOWHERE, title, query: node };
    const statements = [...this.params(), ...this.lets, statement];
    return { kind: "document", span: NOWHERE, statements, comments: [] };
  }

  private query(query: Query): ReturnType<typeof queryNode> {
    const names = { timeZone: this.timeZone, columns: new Map(), parameters: this.parameters };
    return queryNode(query, names, (name, inner) => this.nameQuery(name, inner));
  }

  /** Two different queries never share a name; one that is used twice is written once. */
  private nameQuery(wanted: string, query: Query): string {
    const json = JSON.stringify(writeQuery(query));
    let name = wanted;
    for (let number = 2; this.taken.has(name); number++) {
      if (this.taken.get(name) === json) return name;
      name = `${wanted}_${number}`;
    }
    this.taken.set(name, json);
    const value = this.query(query);
    this.lets.push({ kind: "let", span: NOWHERE, title: undefined, name: nameOf(name), value });
    return name;
  }

  private params(): readonly ParamStatement[] {
    return [...this.parameters].map(([name, { name: type, list }]) => ({
      kind: "param",
      span: NOWHERE,
      name: nameOf(name),
      type: { kind: "type", span: NOWHERE, name: type, list },
      initial: undefined,
    }));
  }
}

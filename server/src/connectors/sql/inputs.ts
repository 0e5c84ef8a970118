import { Instant } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import { valueOfOperand } from "../../query/evaluate/arithmetic.ts";
import type { Scope as ValueScope } from "../../query/evaluate/scope.ts";
import type { Expression, Predicate } from "../../query/query.ts";
import type { SqlValue } from "./bindings.ts";
import type { Compilation, Scope } from "./compilation.ts";
import { readCell, readDocument, readJson } from "./decode.ts";
import type { OutputKind } from "./decode.ts";
import type { SqlTerm, Term } from "./term.ts";

/** A predicate that has no predicates inside but as values. */
export type Atom = Exclude<Predicate, { kind: "and" | "or" | "not" | "exists" | "always" }>;

/** The fields a function of ours is given, and the expression rewritten to read them from its arguments. */
export class Inputs {
  readonly #compilation: Compilation;
  readonly #scope: Scope;
  readonly #columns: string[] = [];
  readonly #arguments: string[] = [];
  readonly #readers: ((values: readonly SqlValue[]) => Value)[] = [];

  constructor(compilation: Compilation, scope: Scope) {
    this.#compilation = compilation;
    this.#scope = scope;
  }

  /** Complete once everything was rewritten. */
  get scope(): ValueScope {
    return { columns: this.#columns, timeZone: this.#compilation.shape.timeZone };
  }

  call(run: (values: readonly Value[]) => string | boolean | null): string {
    const readers = this.#readers;
    const { dialect, bindings } = this.#compilation;
    const closure = bindings.closure((values) => run(readers.map((read) => read(values))));
    return dialect.call("run", [closure, ...this.#arguments]);
  }

  predicate(atom: Atom): Atom {
    const inside = (e: Expression) => this.expression(e);
    switch (atom.kind) {
      case "compare":
      case "text":
        return { ...atom, left: inside(atom.left), right: inside(atom.right) };
      case "in": {
        const { list } = atom;
        return { ...atom, left: inside(atom.left), list: "kind" in list ? inside(list) : list.map(inside) };
      }
      case "between":
        return { ...atom, left: inside(atom.left), low: inside(atom.low), high: inside(atom.high) };
      case "null":
        return { ...atom, left: inside(atom.left) };
      case "changed":
        this.#changeColumns();
        return atom;
    }
  }

  expression(expression: Expression): Expression {
    switch (expression.kind) {
      case "field":
        return this.#input(`field ${JSON.stringify(expression.field)}`, () =>
          this.#compilation.field(this.#scope, expression.field),
        );
      case "predicate":
        return this.#input(`predicate ${this.#columns.length}`, () =>
          this.#compilation.predicateCell(this.#scope, expression.predicate),
        );
      case "arithmetic":
        return { ...expression, left: this.expression(expression.left), right: this.expression(expression.right) };
      case "negate":
        return { ...expression, operand: this.expression(expression.operand) };
      case "startof":
      case "endof":
        return { ...expression, time: this.expression(expression.time) };
      case "bin":
        return {
          ...expression,
          operand: this.expression(expression.operand),
          width: this.expression(expression.width),
        };
      case "was":
      case "became":
        this.#changeColumns();
        return expression;
      default:
        return expression;
    }
  }

  /** The columns that the tests of change read by name. */
  #changeColumns(): void {
    for (const column of ["old", "new", "event_type"]) {
      if (!this.#columns.includes(column))
        this.#add(column, this.#compilation.field(this.#scope, { column, path: [] }));
    }
  }

  #input(name: string, term: () => Term): Expression {
    if (!this.#columns.includes(name)) this.#add(name, term());
    return { kind: "field", field: { column: name, path: [] } };
  }

  #add(name: string, term: Term): void {
    this.#columns.push(name);
    if (term.kind === "constant") {
      const value = valueOfOperand(term.operand);
      this.#readers.push(() => value);
      return;
    }
    const at = this.#arguments.length;
    this.#arguments.push(...this.#argumentsOf(term));
    const isWhole = term.kind === "json" && term.whole === true;
    this.#readers.push((values) => readArgument(isWhole ? "document" : term.kind, values[at], values[at + 1]));
  }

  #argumentsOf(term: SqlTerm): readonly string[] {
    const { dialect } = this.#compilation;
    switch (term.kind) {
      case "text":
        return [term.sql];
      case "time":
      case "integer":
        return [dialect.integerText(term.sql)];
      case "json":
        return [term.text];
      case "cell":
        return dialect.cellArguments(term.sql);
    }
  }
}

function readArgument(kind: OutputKind, value: SqlValue | undefined, next: SqlValue | undefined): Value {
  if (kind === "cell") return readCell(value, next);
  if (value === null || value === undefined) return null;
  switch (kind) {
    case "text":
      return String(value);
    case "time":
      return new Instant(BigInt(String(value)));
    case "integer":
      return BigInt(String(value));
    case "json":
      return readJson(String(value));
    case "document":
      return readDocument(String(value));
  }
}

import type { Span } from "../../base/span.ts";
import type { Expression } from "../../syntax/ast.ts";
import type { Aggregate, NamedExpression, Predicate } from "../query.ts";
import type { Context } from "./context.ts";
import type { Scope } from "./scope.ts";
import type { Typed } from "./types.ts";

/** A column that a later clause makes. */
export interface LaterColumn {
  /** The clause that makes it, by its keyword. */
  readonly clause: string;
  readonly value?: Expression;
}

/** What `reduce` has made of the events, for the clauses behind it. */
export interface Grouping {
  /** What could be named in front of `reduce`. */
  readonly before: Scope;
  readonly keys: readonly NamedExpression[];
  /** Grows by hidden ones when a later clause asks for an aggregate that is no column. */
  readonly aggregates: Aggregate[];
}

export interface PlaceParts {
  readonly context: Context;
  /** What can be named; absent where only fixed values may stand. */
  readonly scope?: Scope | undefined;
  /** The clause or statement, as a user calls it. */
  readonly clause: string;
  /** The clause's keyword in the text. */
  readonly keyword?: Span | undefined;
  /** Names that do not exist yet here. */
  readonly later?: ReadonlyMap<string, LaterColumn> | undefined;
  /** The groups that `reduce` has made by then. */
  readonly grouping?: Grouping | undefined;
  /** Whether the query has a `reduce`, before this place or behind it. */
  readonly reduces?: boolean | undefined;
}

/** The functions that bind expressions; a place carries them, so that no two files need each other. */
export interface Binders {
  expression(node: Expression, place: Place): Typed;
  predicate(node: Expression, place: Place): Predicate;
}

/** Where an expression stands: what it may name and call there. */
export class Place {
  readonly context: Context;
  readonly scope: Scope | undefined;
  readonly clause: string;
  readonly keyword: Span | undefined;
  readonly later: ReadonlyMap<string, LaterColumn>;
  readonly grouping: Grouping | undefined;
  readonly reduces: boolean;
  private readonly parts: PlaceParts;
  private readonly binders: Binders;

  constructor(parts: PlaceParts, binders: Binders) {
    this.context = parts.context;
    this.scope = parts.scope;
    this.clause = parts.clause;
    this.keyword = parts.keyword;
    this.later = parts.later ?? new Map();
    this.grouping = parts.grouping;
    this.reduces = parts.reduces ?? false;
    this.parts = parts;
    this.binders = binders;
  }

  expression(node: Expression): Typed {
    return this.binders.expression(node, this);
  }

  predicate(node: Expression): Predicate {
    return this.binders.predicate(node, this);
  }

  /** The same place but for some of its parts. */
  with(parts: Partial<PlaceParts>): Place {
    return new Place({ ...this.parts, ...parts }, this.binders);
  }
}

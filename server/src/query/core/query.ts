/** The query DSL that the local store and Codebolt speak (language reference, section 7). Integers are exact. */
export interface CoreQuery {
  readonly from: { readonly instance: string; readonly stream?: string };
  /** All of them hold. */
  readonly where?: readonly CoreCondition[];
  readonly select?: readonly string[];
  readonly orderBy?: { readonly field: string; readonly direction: "asc" | "desc" };
  readonly limit?: number;
  readonly offset?: number;
  readonly reduce?: { readonly type: CoreAggregate; readonly field?: string; readonly groupBy?: string };
}

export interface CoreCondition {
  readonly field: string;
  readonly operator: CoreOperator;
  /** A list for `in`, the two borders for `between`. */
  readonly value: CoreValue;
}

export type CoreValue = null | boolean | number | bigint | string | readonly CoreValue[];

export const CORE_OPERATORS = ["eq", "neq", "gt", "gte", "lt", "lte", "contains", "in", "between"] as const;
export type CoreOperator = (typeof CORE_OPERATORS)[number];

export const CORE_AGGREGATES = ["count", "sum", "avg", "min", "max", "collect"] as const;
export type CoreAggregate = (typeof CORE_AGGREGATES)[number];

/** The JSON text of a core query, indented by two blanks; integers that no double holds keep their digits. */
export function coreText(core: CoreQuery): string {
  return printed(core, "");
}

function printed(part: unknown, indent: string): string {
  if (typeof part === "bigint") return part.toString();
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(part) ? ["[", "]"] : ["{", "}"];
  const members = Array.isArray(part)
    ? part.map((item) => printed(item, inner))
    : Object.entries(part).map(([key, value]) => `${JSON.stringify(key)}: ${printed(value, inner)}`);
  if (members.length === 0) return `${open}${close}`;
  return `${open}\n${members.map((member) => inner + member).join(",\n")}\n${indent}${close}`;
}

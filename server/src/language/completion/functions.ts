import { describeFunction } from "../words.ts";
import type { Suggestion } from "./item.ts";

export type FunctionGroup = "aggregate" | "time" | "change" | "bin";

/** Functions of some groups, as snippets with their arguments. */
export function functionSuggestions(groups: readonly FunctionGroup[]): readonly Suggestion[] {
  return groups.flatMap((group) => FUNCTIONS[group].map(([name, insert]) => call(name, insert)));
}

function call(name: string, insert: string): Suggestion {
  return {
    label: `${name}()`,
    kind: "function",
    insert,
    snippet: true,
    filter: name,
    rank: "6-function",
    ...describeFunction(name),
  };
}

function ofField(...names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, `${name}(\${1})`]);
}

const FUNCTIONS: Readonly<Record<FunctionGroup, readonly (readonly [string, string])[]>> = {
  aggregate: [
    ["count", "count($1)"],
    ...ofField("sum", "avg", "min", "max", "distinct", "first", "last", "collect", "p50", "p90", "p95", "p99"),
    ["percentile", "percentile(${1}, ${2:75})"],
  ],
  time: [
    ["now", "now()"],
    ["ago", "ago(${1:24h})"],
    ["startof", "startof(${1|minute,hour,day,week,month,year|}, ${2:now()})"],
    ["endof", "endof(${1|minute,hour,day,week,month,year|}, ${2:now()})"],
  ],
  change: ofField("changed", "was", "became"),
  bin: [["bin", "bin(${1:timestamp}, ${2:1h})"]],
};

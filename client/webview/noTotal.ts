import type { Column } from "../../server/protocol/results.ts";

/** Why a column of a reduced result has no total; undefined where nothing needs to be said. */
export function noTotal({ role }: Column): string | undefined {
  if (role?.kind !== "aggregate") return undefined;
  switch (role.function) {
    case "avg":
      return "No total: an average of averages is not the average of all events.";
    case "percentile":
      return "No total: a percentile of all events cannot be told from those of the groups.";
    case "distinct":
      return "No total: the same value may stand in several groups.";
    case "first":
    case "last":
      return "No total: first and last are of each group's own events.";
    case "collect":
      return "No total: the values are collected a group.";
    case "sum":
      return "No total: no numbers, or the exact sum does not fit into 64 bits.";
    case "min":
    case "max":
    case "count":
      return "No total: there are no values.";
  }
}

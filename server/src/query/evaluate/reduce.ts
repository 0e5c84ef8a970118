import type { Note } from "../../../protocol/results.ts";
import { keyText } from "../../base/order.ts";
import type { Value } from "../../base/value.ts";
import type { Reduce } from "../query.ts";
import type { Row, Table } from "../row.ts";
import { compileAggregate } from "./aggregate.ts";
import { compileValue } from "./expression.ts";
import { inEventOrder } from "./order.ts";
import type { Scope } from "./scope.ts";

interface Group {
  readonly keys: readonly Value[];
  readonly rows: (readonly Value[])[];
}

/**
 * One row a group: the keys, then the aggregates (hidden ones too). Without `by` there is one group, also over no
 * rows. Groups come by their keys; a group's key is shown as its first event has it.
 */
export function reduce(
  { by, aggregates }: Reduce,
  rows: readonly Row[],
  scope: Scope,
): { table: Table; notes: readonly Note[] } {
  const readers = by.map(({ value }) => compileValue(value, scope));
  const groups = new Map<string, Group>();
  if (by.length === 0) groups.set("", { keys: [], rows: [] });
  for (const { values } of inEventOrder(rows)) {
    const keys = readers.map((read) => read(values));
    const id = by.length === 0 ? "" : JSON.stringify(keys.map(keyText));
    const group = groups.get(id);
    if (group) group.rows.push(values);
    else groups.set(id, { keys, rows: [values] });
  }
  const summarise = aggregates.map((aggregate) => compileAggregate(aggregate, scope));
  const overflown = new Set<string>();
  const reduced = [...groups.values()].map(({ keys, rows: members }): Row => {
    const summaries = summarise.map((of, i) => {
      const { value, overflow } = of(members);
      if (overflow) overflown.add(aggregates[i]?.name ?? "");
      return value;
    });
    return { values: [...keys, ...summaries], order: keys };
  });
  return {
    table: { columns: [...by, ...aggregates].map(({ name }) => name), rows: inEventOrder(reduced) },
    notes: [...overflown].map(overflowNote),
  };
}

export function overflowNote(column: string): Note {
  return {
    code: "sum-overflow",
    clause: "reduce",
    message: `${column} is null where the exact sum does not fit into 64 bits.`,
  };
}

import type { ShownRun } from "../../../client/protocol/panel.ts";
import type { WireValue } from "../../../server/protocol/results.ts";
import { columns } from "./openResults.ts";

/** A result like one of the samples: a few of each kind of value. */
export const orders: Partial<ShownRun> = {
  columns: columns(
    "timestamp:time",
    "event_type:string",
    "actor:string",
    "entity_id:string",
    "amount:number",
    "payload:json",
    "checksum:integer",
    "paid:boolean",
    "note:string",
  ),
  rowCount: 250,
  notes: [
    { code: "ran-at-source", message: "The store filters and sorts.", clause: "where" },
    {
      code: "ran-here",
      message: "The text comparison is applied here, because SQLite folds ASCII only.",
      clause: "where",
    },
    { code: "source", message: "Read 1,732 events of local.shop." },
  ],
};

const people = ["ada", "ben", "chen", "fatma", "hugo"];

export function order(index: number): readonly WireValue[] {
  const actor = people[index % people.length] ?? "";
  const json = `{"amount":${(8.5 + index).toFixed(2)},"currency":"EUR","items":[{"sku":"tea-green","name":"Green tea","quantity":${1 + (index % 3)}}],"big":18446744073709551615,"gift":null}`;
  return [
    { $time: `2024-01-18T14:${String(index % 60).padStart(2, "0")}:28.976Z` },
    index % 4 === 0 ? "payment.failed" : "order.created",
    actor,
    `A-${1001 + index}`,
    8.5 + index,
    { $json: json },
    { $int: "9007199254740993" },
    index % 3 === 0,
    index % 5 === 0 ? null : "wrapped as a gift, please",
  ];
}

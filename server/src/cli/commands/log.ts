import { Option } from "commander";
import type { LogSummary } from "../../../protocol/results.ts";
import type { Value } from "../../base/value.ts";
import type { Expression, Query } from "../../query/query.ts";
import { plainText } from "../output/cell.ts";
import { TIME_ZONE } from "../verb.ts";
import { EvqError } from "../../base/failure.ts";
import type { Evq } from "../../evq.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeJson, escapeText } from "../output/escape.ts";
import { printTable } from "../output/table.ts";
import { displayWidth } from "../output/width.ts";
import type { Terminal } from "../terminal.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly store?: string;
  readonly format: "table" | "json";
  readonly yes?: boolean;
}

export const log: Verb = {
  register: (program, context) => {
    const command = program
      .command("log")
      .summary("list, inspect and delete the logs of the local store")
      .description(DESCRIPTION)
      .helpCommand(false);
    const format = () =>
      new Option("--format <format>", "how it is printed").choices(["table", "json"]).default("table");
    command
      .command("list")
      .description("List the logs with their number of events and their time span.")
      .option("--store <folder>", "the store to read")
      .addOption(format())
      .action(context.act((options: Options) => list(context, options)));
    command
      .command("stats")
      .description("Show how many events of each type logs hold, and when; of all logs unless some are named.")
      .argument("[log...]", "the logs")
      .option("--store <folder>", "the store to read")
      .addOption(format())
      .action(context.act((names: readonly string[], options: Options) => stats(context, names, options)));
    command
      .command("delete")
      .description("Delete a log with all its events, for good. It asks first; without a terminal it needs --yes.")
      .argument("<log>", "the log")
      .option("--yes", "do not ask")
      .option("--store <folder>", "the store to write to")
      .action(context.act((name: string, options: Options) => remove(context, name, options)));
  },
};

const DESCRIPTION = `List, inspect and delete the logs of the local store.

  evq log list
  evq log stats audit --format json
  evq log delete audit --yes`;

function list(context: Context, { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { path, logs, writer, problems } = await evq.logs.summary();
    const { terminal } = context;
    if (writer !== undefined) await terminal.err.write(`${escapeText(writer)} writes to the store now\n`);
    for (const problem of problems) await terminal.err.write(`${escapeText(problem)}\n`);
    if (format === "json") await terminal.out.write(`${escapeJson(JSON.stringify(logs))}\n`);
    else if (logs.length === 0)
      await terminal.err.write(`The store ${path} has no logs. Make one: evq import FILE --into LOG\n`);
    else await printRecords(terminal, logs.map(summaryRow));
    return EXIT.done;
  });
}

function summaryRow({
  name,
  events,
  streams,
  first = "",
  last = "",
  bytes,
}: LogSummary): Readonly<Record<string, string | number>> {
  return { log: name, events, streams, first, last, bytes };
}

function stats(context: Context, names: readonly string[], { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { logs } = await evq.logs.summary();
    const missing = names.find((name) => !logs.some((known) => known.name === name));
    if (missing !== undefined)
      throw new EvqError("log.unknown", `The store has no log named ${missing}.`, "See which there are: evq log list");
    const wanted = logs.filter(({ name }) => names.length === 0 || names.includes(name));
    const detailed = [];
    for (const summary of wanted) detailed.push({ ...summary, types: await typesOf(evq, summary.name, context) });
    const { terminal } = context;
    if (format === "json") await terminal.out.write(`${escapeJson(JSON.stringify(detailed))}\n`);
    else for (const { types, ...summary } of detailed) await printStats(terminal, summary, types);
    return EXIT.done;
  });
}

interface TypeCount {
  readonly event_type: string | null;
  readonly events: number;
  readonly first: string;
  readonly last: string;
}

/** Counts by type, most frequent first: a query like any other. */
async function typesOf(evq: Evq, log: string, { cancellation }: Context): Promise<readonly TypeCount[]> {
  const query: Query = {
    from: [{ kind: "log", connection: "local", log }],
    reduce: {
      by: [{ name: "event_type", value: field("event_type") }],
      aggregates: [
        { name: "events", function: "count" },
        { name: "first", function: "min", operand: field("timestamp") },
        { name: "last", function: "max", operand: field("timestamp") },
      ],
    },
    orderBy: [{ value: field("events"), direction: "desc" }],
  };
  const types: TypeCount[] = [];
  const bound = { query, span: { start: 0, end: 0 }, columns: [], parameters: [] };
  await evq.run(
    { query: bound, parameters: [], given: new Map(), timeZone: TIME_ZONE },
    { cancellation, progress: () => {}, rows: (_columns, rows) => void types.push(...rows.map(typeCount)) },
  );
  return types;
}

function field(column: string): Expression {
  return { kind: "field", field: { column, path: [] } };
}

function typeCount([type = null, events = null, first = null, last = null]: readonly Value[]): TypeCount {
  return {
    event_type: type === null ? null : plainText(type),
    events: Number(events),
    first: plainText(first),
    last: plainText(last),
  };
}

async function printStats(terminal: Terminal, summary: LogSummary, types: readonly TypeCount[]): Promise<void> {
  await printRecords(terminal, [summaryRow(summary)]);
  await terminal.out.write("\n");
  await printRecords(
    terminal,
    types.map(({ event_type, events, first, last }) => ({ event_type: event_type ?? "", events, first, last })),
  );
  await terminal.out.write("\n");
}

async function printRecords(
  { out }: Terminal,
  records: readonly Readonly<Record<string, string | number>>[],
): Promise<void> {
  const [first] = records;
  if (!first) return;
  const columns = Object.entries(first).map(([name, value]) => ({
    name,
    type: typeof value === "number" ? ("integer" as const) : ("string" as const),
  }));
  const rows = records.map((record) => columns.map(({ name }) => escapeText(String(record[name]))));
  const widths = columns.map(({ name }, i) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(row[i] ?? ""))),
  );
  await printTable(out, columns, widths, rows);
}

async function remove(context: Context, name: string, { store, yes = false }: Options): Promise<ExitCode> {
  const { terminal } = context;
  if (!yes && !terminal.canAsk)
    throw new EvqError(
      "usage",
      `Deleting ${name} needs --yes, since nobody can be asked here.`,
      `evq log delete ${name} --yes`,
    );
  if (!yes && !(await terminal.confirm(`Delete the log ${escapeText(name)} with all its events, for good?`))) {
    await terminal.err.write("Nothing was deleted.\n");
    return EXIT.done;
  }
  await context.withEvq(store, (evq) => evq.logs.delete(name));
  await terminal.err.write(`Deleted local.${escapeText(name)}\n`);
  return EXIT.done;
}

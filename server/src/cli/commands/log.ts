import { Option } from "commander";
import type { GroupCount, LogStats, LogSummary } from "../../../protocol/logs.ts";
import { EvqError } from "../../base/failure.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeJson, escapeText } from "../../export/escape.ts";
import { printRecords } from "../output/records.ts";
import type { Terminal } from "../terminal.ts";
import { registerHealth } from "./logHealth.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly store?: string;
  readonly format: "table" | "json";
  readonly description?: string;
  readonly yes?: boolean;
}

export const log: Verb = {
  register: (program, context) => {
    const command = program
      .command("log")
      .summary("make, list, inspect, change and delete the logs of the local store")
      .description(DESCRIPTION)
      .helpCommand(false);
    const format = () =>
      new Option("--format <format>", "how it is printed").choices(["table", "json"]).default("table");
    command
      .command("create")
      .description("Make a log without events.")
      .argument("<log>", "its name")
      .option("--description <text>", "what it is for", "")
      .option("--store <folder>", "the store to write to")
      .action(context.act((name: string, options: Options) => create(context, name, options)));
    command
      .command("list")
      .description("List the logs with their number of events and their time span.")
      .option("--store <folder>", "the store to read")
      .addOption(format())
      .action(context.act((options: Options) => list(context, options)));
    command
      .command("show")
      .description("Show what there is to know of a log without reading its events.")
      .argument("<log>", "the log")
      .option("--store <folder>", "the store to read")
      .addOption(format())
      .action(context.act((name: string, options: Options) => show(context, name, options)));
    command
      .command("stats")
      .description(
        "Show how many events of each type and stream logs hold, and when; of all logs unless some are named.",
      )
      .argument("[log...]", "the logs")
      .option("--store <folder>", "the store to read")
      .addOption(format())
      .action(context.act((names: readonly string[], options: Options) => stats(context, names, options)));
    command
      .command("rename")
      .description("Give a log another name. Queries have to read it by the new one from then on.")
      .argument("<log>", "the log")
      .argument("<name>", "its new name")
      .option("--store <folder>", "the store to write to")
      .action(context.act((name: string, to: string, options: Options) => rename(context, name, to, options)));
    command
      .command("describe")
      .description("Say what a log is for; an empty text takes the description away.")
      .argument("<log>", "the log")
      .argument("<text>", "the description")
      .option("--store <folder>", "the store to write to")
      .action(context.act((name: string, text: string, options: Options) => describe(context, name, text, options)));
    registerHealth(command, context);
    command
      .command("delete")
      .description("Delete a log with all its events, for good. It asks first; without a terminal it needs --yes.")
      .argument("<log>", "the log")
      .option("--yes", "do not ask")
      .option("--store <folder>", "the store to write to")
      .action(context.act((name: string, options: Options) => remove(context, name, options)));
  },
};

const DESCRIPTION = `Make, list, inspect, change and delete the logs of the local store.

  evq log create audit --description "who did what, from the admin pages"
  evq log list
  evq log stats audit --format json
  evq log rename audit audit-2024
  evq log verify audit
  evq log delete audit --yes`;

async function create(context: Context, name: string, { store, description = "" }: Options): Promise<ExitCode> {
  await context.withEvq(store, (evq) => evq.logs.create(name, description));
  await context.terminal.err.write(`Made local.${escapeText(name)}\n`);
  return EXIT.done;
}

function list(context: Context, { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { path, logs, readOnly, writer, problems } = await evq.logs.summary();
    const { terminal } = context;
    if (writer !== undefined) await terminal.err.write(`${escapeText(writer)} writes to the store now\n`);
    if (readOnly !== undefined) await terminal.err.write(`The store can only be read here: ${escapeText(readOnly)}\n`);
    for (const problem of problems) await terminal.err.write(`${escapeText(problem)}\n`);
    if (format === "json") await printJsonLine(terminal, logs);
    else if (logs.length === 0)
      await terminal.err.write(`The store ${path} has no logs. Make one: evq import FILE --into LOG\n`);
    else await printRecords(terminal.out, logs.map(summaryRow));
    return EXIT.done;
  });
}

function summaryRow({ name, events, streams, first = "", last = "", bytes }: LogSummary): Row {
  return { log: name, events, streams, first, last, bytes };
}

type Row = Readonly<Record<string, string | number>>;

function show(context: Context, name: string, { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { terminal } = context;
    const summary = await evq.logs.describe(name);
    if (format === "json") await printJsonLine(terminal, summary);
    else {
      const rows = Object.entries(summary).map(([property, value]) => ({ property, value: String(value) }));
      await printRecords(terminal.out, rows);
    }
    return EXIT.done;
  });
}

function stats(context: Context, names: readonly string[], { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { terminal } = context;
    const wanted = names.length > 0 ? names : (await evq.logs.summary()).logs.map(({ name }) => name);
    const found: LogStats[] = [];
    for (const name of wanted) found.push(await evq.logs.stats(name));
    if (format === "json")
      await printJsonLine(
        terminal,
        found.map(({ log: summary, types, streams, histogram }) => ({
          ...summary,
          types: types.map(({ name: event_type, ...count }) => ({ event_type, ...count })),
          by_stream: streams.map(({ name: stream_id, ...count }) => ({ stream_id, ...count })),
          ...(histogram && { histogram }),
        })),
      );
    else for (const one of found) await printStats(terminal, one);
    return EXIT.done;
  });
}

/** Streams that a table shows; JSON has more of them. */
const STREAMS_SHOWN = 20;

async function printStats({ out }: Terminal, { log: summary, types, streams }: LogStats): Promise<void> {
  await printRecords(out, [summaryRow(summary)]);
  await out.write("\n");
  await printRecords(out, types.map(groupRow("event_type")));
  await out.write("\n");
  if (summary.streams === 0) return;
  await printRecords(out, streams.slice(0, STREAMS_SHOWN).map(groupRow("stream_id")));
  const hidden = summary.streams - streams.slice(0, STREAMS_SHOWN).filter(({ name }) => name !== null).length;
  await out.write(hidden > 0 ? `and ${hidden.toLocaleString("en")} more streams\n\n` : "\n");
}

function groupRow(column: string): (count: GroupCount) => Row {
  return ({ name, events, first = "", last = "" }) => ({ [column]: name ?? "", events, first, last });
}

async function printJsonLine({ out }: Terminal, value: unknown): Promise<void> {
  await out.write(`${escapeJson(JSON.stringify(value))}\n`);
}

async function rename(context: Context, name: string, to: string, { store }: Options): Promise<ExitCode> {
  await context.withEvq(store, (evq) => evq.logs.update(name, { name: to }));
  await context.terminal.err.write(`local.${escapeText(name)} is local.${escapeText(to)} now\n`);
  return EXIT.done;
}

async function describe(context: Context, name: string, description: string, { store }: Options): Promise<ExitCode> {
  await context.withEvq(store, (evq) => evq.logs.update(name, { description }));
  await context.terminal.err.write(`Described local.${escapeText(name)}\n`);
  return EXIT.done;
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

import { Option } from "commander";
import type { CheckpointSummary } from "../../../protocol/checkpoints.ts";
import { escapeJson, escapeText } from "../../export/escape.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { printRecords } from "../output/records.ts";
import type { Context, Verb } from "../verb.ts";

interface Options {
  readonly store?: string;
  readonly format?: "table" | "json";
  readonly to?: string;
}

export const checkpoints: Verb = {
  register: (program, context) => {
    const verb = program
      .command("checkpoints")
      .summary("list, reset, rewind or copy the checkpoints of syncs")
      .description(
        "How far queries with since checkpoint have read: list them, forget one, take one back, or copy one.",
      );
    verb
      .command("list", { isDefault: true })
      .description("List the checkpoints of a store: position, last run, lag, gaps and unreadable records.")
      .option("--store <folder>", "the store to read")
      .addOption(new Option("--format <format>", "how they are printed").choices(["table", "json"]).default("table"))
      .action(context.act((options: Options) => list(context, options)));
    verb
      .command("reset")
      .description("Forget a checkpoint: the next sync reads all that the source keeps.")
      .argument("<checkpoint>", "its name, or its id where several have the name")
      .option("--store <folder>", "the store to write to")
      .action(context.act((id: string, options: Options) => change(context, options, (evq) => evq.reset(id))));
    verb
      .command("copy")
      .description("Make another checkpoint that stands where one stands, for queries that name it.")
      .argument("<checkpoint>", "its name, or its id where several have the name")
      .argument("<name>", "the name of the copy")
      .option("--store <folder>", "the store to write to")
      .action(
        context.act((id: string, name: string, options: Options) =>
          change(context, options, (evq) => evq.copy(id, name)),
        ),
      );
    verb
      .command("rewind")
      .description("Take a checkpoint back: the next sync reads again from there.")
      .argument("<checkpoint>", "its name, or its id where several have the name")
      .requiredOption("--to <place>", "a time such as 2024-01-15T10:00:00Z, or an event's number in OpenContent")
      .option("--store <folder>", "the store to write to")
      .action(
        context.act((id: string, options: Options) =>
          change(context, options, (evq) => evq.rewind(id, options.to ?? "")),
        ),
      );
  },
};

function list(context: Context, { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { out } = context.terminal;
    const found = await evq.checkpoints.list();
    if (format === "json") await out.write(`${escapeJson(JSON.stringify(found))}\n`);
    else await printRecords(out, found.map(recordOf));
    return EXIT.done;
  });
}

function recordOf({ position, by, problem, ...summary }: CheckpointSummary) {
  const { name, source, place, lastRun, lagSeconds, gaps, deadLetters } = summary;
  const stands = position === undefined ? "the beginning" : `${by === "number" ? "number " : ""}${position}`;
  return {
    name: escapeText(name),
    source: escapeText(source),
    kept_in: `local.${escapeText(place)}`,
    position: problem ?? stands,
    last_run: lastRun,
    lag_seconds: lagSeconds ?? "",
    gaps,
    unreadable: deadLetters,
  };
}

function change(
  context: Context,
  { store }: Options,
  work: (checkpoints: Parameters<Parameters<Context["withEvq"]>[1]>[0]["checkpoints"]) => Promise<void>,
): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    await work(evq.checkpoints);
    return EXIT.done;
  });
}

import { Option } from "commander";
import type { Command } from "commander";
import type { LogVerification } from "../../../protocol/logs.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeJson, escapeText } from "../../export/escape.ts";
import { printRecords } from "../output/records.ts";
import type { Terminal } from "../terminal.ts";
import type { Context } from "../verb.ts";

interface Options {
  readonly store?: string;
  readonly format?: "table" | "json";
}

/** `evq log verify` and `evq log repair`. */
export function registerHealth(log: Command, context: Context): void {
  log
    .command("verify")
    .description(
      "Read logs from the first byte to the last, check every checksum and the chain, and say what was found. Exits 3 when something is not right.",
    )
    .argument("[log]", "the log; all of them without one")
    .option("--store <folder>", "the store to read")
    .addOption(new Option("--format <format>", "how it is printed").choices(["table", "json"]).default("table"))
    .action(context.act((name: string | undefined, options: Options) => verify(context, name, options)));
  log
    .command("repair")
    .description(
      "Write a log's journal anew from all that can be read. No byte is deleted: the old files go into its quarantine folder.",
    )
    .argument("<log>", "the log")
    .option("--store <folder>", "the store to write to")
    .action(context.act((name: string, options: Options) => repair(context, name, options)));
}

function verify(context: Context, name: string | undefined, { store, format }: Options): Promise<ExitCode> {
  return context.withEvq(store, async (evq) => {
    const { terminal } = context;
    const names = name === undefined ? (await evq.logs.summary()).logs.map((log) => log.name) : [name];
    const found: LogVerification[] = [];
    for (const one of names) found.push(await evq.logs.verify(one));
    if (format === "json") await terminal.out.write(`${escapeJson(JSON.stringify(found))}\n`);
    else for (const one of found) await printVerification(terminal, one);
    return found.every(({ problems }) => problems.length === 0) ? EXIT.done : EXIT.source;
  });
}

async function printVerification({ out, err }: Terminal, found: LogVerification): Promise<void> {
  const { log, files, events, lsn, chain, problems, remarks } = found;
  await printRecords(
    out,
    files.map(({ name, bytes, frames, events: count, firstLsn }) => ({
      log,
      file: name,
      bytes,
      frames,
      events: count,
      first_lsn: firstLsn,
    })),
  );
  const verdict = problems.length === 0 ? "sound" : "NOT sound";
  await out.write(`${escapeText(log)} is ${verdict}: ${events} events, last number ${lsn}, chain ${chain}\n`);
  for (const problem of problems) await err.write(`problem: ${escapeText(problem)}\n`);
  for (const remark of remarks) await err.write(`note: ${escapeText(remark)}\n`);
  if (problems.length === 0) return;
  await err.write(
    events > 0
      ? `Save what can be read: evq log repair ${escapeText(log)}\n`
      : `No event of it can be read, so a repair would save none; put its folder back from a copy if you have one.\n`,
  );
}

async function repair(context: Context, name: string, { store }: Options): Promise<ExitCode> {
  const { file, events, moved, quarantine } = await context.withEvq(store, (evq) => evq.logs.repair(name));
  const { err } = context.terminal;
  await err.write(`Wrote ${file} with ${events} events of local.${escapeText(name)}\n`);
  await err.write(`What it was read from is in ${escapeText(quarantine)}: ${moved.map(escapeText).join(", ")}\n`);
  return EXIT.done;
}

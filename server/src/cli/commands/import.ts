import type { FieldMapping, ImportProgress, ImportReport } from "../../../protocol/imports.ts";
import { profileNamed } from "../../evq.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeText } from "../../export/escape.ts";
import { ProgressLine } from "../progress.ts";
import type { Context, Verb } from "../verb.ts";

interface Options extends FieldMapping {
  readonly into: string;
  readonly store?: string;
  readonly profile?: string;
  readonly saveProfile?: string;
  readonly fromStart?: boolean;
}

/** The flags of the mapping by its entries. */
const FLAGS: Readonly<Record<keyof FieldMapping, string>> = {
  timestamp: "--timestamp",
  type: "--type",
  stream: "--stream",
  id: "--id",
  actor: "--actor",
  entityType: "--entity-type",
  entityId: "--entity-id",
};

export const importVerb: Verb = {
  register: (program, context) => {
    const command = program
      .command("import")
      .summary("read a file of events into a log")
      .description(DESCRIPTION)
      .argument("<file>", "the file")
      .requiredOption("--into <log>", "the log, which is made if it is not there")
      .option(
        "--timestamp <field>",
        "the field with the time of an event; a path such as detail.at may stand here and below",
      )
      .option("--type <field>", "the field with what happened")
      .option("--stream <field>", "the field whose value is the stream")
      .option("--id <field>", "the field that is unique; an event whose id the log has already is left out")
      .option("--actor <field>", "the field with who did it")
      .option("--entity-type <field>", "the field with the kind of thing it happened to")
      .option("--entity-id <field>", "the field with the thing it happened to")
      .option("--profile <name>", "take the fields that were saved by this name; the flags above go before them")
      .option(
        "--save-profile <name>",
        "save the fields of this import by a name, in .evq/imports.json beside the store",
      )
      .option("--from-start", "import all of the file, though the log has some of it already")
      .option("--store <folder>", "the store to write to");
    command
      .addHelpText("after", HELP)
      .action(context.act((file: string, options: Options) => importInto(context, file, options)));
  },
};

const DESCRIPTION = `Read a file of events (NDJSON, a JSON array, or CSV with a header, also packed with gzip) into a log of the local store.

  evq import audit.ndjson --into audit
  evq import trail.json.gz --into cloudtrail --type eventName --id eventID --save-profile cloudtrail
  evq import next.json.gz --into cloudtrail --profile cloudtrail`;

const HELP = `
Fields that are not given are guessed from the first records, and the guess is shown. Records that cannot be read are
listed with their number and reason and counted; all others are imported. An import that ended early goes on where it
ended when it is run again, and a file that has grown is imported from where it ended then.
Exit codes: 0 every record was read, 1 some could not be read, 2 wrong usage, 3 the store failed.`;

async function importInto(
  context: Context,
  file: string,
  { into, store, profile, saveProfile, fromStart = false, ...rest }: Options,
): Promise<ExitCode> {
  const { terminal, cancellation } = context;
  const given = Object.keys(FLAGS).flatMap((key) =>
    rest[key as keyof FieldMapping] === undefined ? [] : [[key, rest[key as keyof FieldMapping]]],
  );
  const mapping = Object.fromEntries(given) as FieldMapping;
  const line = new ProgressLine(terminal.err);
  const progress = (at: ImportProgress) => line.show(progressText(at));
  try {
    const report = await context.withEvq(store, async (evq) => {
      const saved = profile === undefined ? {} : profileNamed(await evq.logs.profiles(), profile).mapping;
      const request = { file, log: into, mapping: { ...saved, ...mapping }, fromStart };
      const done = await evq.logs.import(request, { cancellation, progress });
      if (saveProfile !== undefined) await evq.logs.saveProfile({ name: saveProfile, mapping: done.mapping });
      return done;
    });
    line.clear();
    for (const text of reportLines(file, report)) await terminal.err.write(`${escapeText(text)}\n`);
    return report.badCount > 0 ? EXIT.failed : EXIT.done;
  } finally {
    line.clear();
  }
}

function progressText({ bytesRead, bytesTotal, appended, badCount }: ImportProgress): string {
  const share = bytesTotal ? `${Math.floor((100 * bytesRead) / bytesTotal)} %, ` : "";
  return `${share}${appended.toLocaleString("en")} events imported${badCount > 0 ? `, ${badCount} unreadable` : ""} …`;
}

function reportLines(file: string, report: ImportReport): readonly string[] {
  const { log, format, mapping, guessed, read, before, appended, repeated, badCount, bad, elapsedMs } = report;
  const flags = (Object.keys(FLAGS) as (keyof FieldMapping)[]).filter((key) => mapping[key] !== undefined);
  const used = flags.map((key) => `  ${FLAGS[key]} ${mapping[key] ?? ""}${guessed.includes(key) ? "  (guessed)" : ""}`);
  const hidden = badCount - bad.length;
  return [
    `${file} (${format}) into local.${log}`,
    ...(used.length > 0 ? used : ["  no field was found for time, type or stream"]),
    ...bad.map(({ number, reason }) => `record ${number} could not be read: ${reason}`),
    ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ...(before > 0 ? [`${before} records were done with before; --from-start takes them again`] : []),
    `${read} records read, ${appended} imported${repeated > 0 ? `, ${repeated} were there already` : ""}${badCount > 0 ? `, ${badCount} could not be read` : ""}, ${(elapsedMs / 1000).toFixed(1)} s`,
  ];
}

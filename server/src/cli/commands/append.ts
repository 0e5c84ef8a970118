import type { Appended } from "../../../protocol/logs.ts";
import { JsonError, parseJson } from "../../base/json.ts";
import type { EventDefaults } from "../../engine/api.ts";
import type { Evq } from "../../evq.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import { escapeText } from "../../export/escape.ts";
import type { Context, Verb } from "../verb.ts";

interface Options extends EventDefaults {
  readonly store?: string;
}

export const append: Verb = {
  register: (program, context) => {
    program
      .command("append")
      .summary("append events to a log")
      .description(DESCRIPTION)
      .argument("<log>", "the log, which is made if it is not there")
      .argument("<file>", "a file of one event, an array of events, or an event a line; - is standard input")
      .option("--type <type>", "the type of events that name none; any other JSON is then the payload of an event")
      .option("--stream <stream>", "the stream of events that name none")
      .option("--actor <actor>", "who did it, where an event does not say")
      .option("--entity-type <type>", "the kind of thing it happened to, where an event does not say")
      .option("--entity-id <id>", "the thing it happened to, where an event does not say")
      .option("--store <folder>", "the store to write to")
      .addHelpText("after", HELP)
      .action(context.act((log: string, file: string, options: Options) => appendFile(context, log, file, options)));
  },
};

const DESCRIPTION = `Append events to a log of the local store. When it says so, they are safe on disk.

  echo '{"event_type":"deploy.done","payload":{"version":"1.4.2"}}' | evq append releases -
  echo '{"version":"1.4.2"}' | evq append releases - --type deploy.done --stream web
  tail -f app.ndjson | evq append app -`;

const HELP = `
An event is a JSON object with event_type, and with payload, stream_id, timestamp, id, sequence_number, entity_type,
entity_id, actor, metadata, old and new where it has them; eventType, streamId and so on are read too. What is absent is
given by the log: an id, the next number of the stream, the present time. An event whose id the log has is left out.
Lines are appended as they come. One that is no event ends it; what came before stays appended.
Exit codes: 0 all events are in the log, 2 a line is no event, 3 the store failed.`;

async function appendFile(context: Context, log: string, file: string, { store, ...rest }: Options): Promise<ExitCode> {
  const { terminal } = context;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const defaults: EventDefaults = Object.fromEntries(given);
  let appended = 0;
  let repeated = 0;
  try {
    await context.withEvq(store, async (evq) => {
      for await (const done of appends(context, evq, { log, file, defaults })) {
        appended += done.appended;
        repeated += done.repeated;
      }
    });
    return EXIT.done;
  } finally {
    const left = repeated > 0 ? `, ${repeated} were there already` : "";
    await terminal.err.write(`${appended} appended to local.${escapeText(log)}${left}\n`);
  }
}

/** What is to be appended, and what events have that say nothing themselves. */
interface Wish {
  readonly log: string;
  readonly file: string;
  readonly defaults: EventDefaults;
}

async function* appends(context: Context, evq: Evq, { log, file, defaults }: Wish): AsyncGenerator<Appended> {
  const append = (text: string, more: { firstLine?: number }) =>
    evq.logs.append({ log, text, defaults, create: true, ...more });
  let document: string[] | undefined;
  let firstLine = 1;
  for await (const lines of context.readLines(file)) {
    // A first line that is no JSON by itself begins a document of several lines.
    if (firstLine === 1 && !isJson(lines[0] ?? "")) document = [];
    if (document) document.push(...lines);
    else yield await append(lines.join("\n"), { firstLine });
    firstLine += lines.length;
  }
  if (document) yield await append(document.join("\n"), {});
}

function isJson(line: string): boolean {
  try {
    parseJson(line);
    return true;
  } catch (thrown) {
    if (thrown instanceof JsonError) return false;
    throw thrown;
  }
}

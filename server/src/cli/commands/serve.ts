import { EvqError } from "../../base/failure.ts";
import { EXIT } from "../exitCode.ts";
import type { ExitCode } from "../exitCode.ts";
import type { Context, Verb } from "../verb.ts";
import { collect } from "./run.ts";

interface Options {
  readonly store?: string;
  readonly port: string;
  /** False for `--no-token`. */
  readonly token?: string | false;
  readonly allowOrigin?: readonly string[];
}

export const serve: Verb = {
  register: (program, context) => {
    program
      .command("serve")
      .summary("let applications append and query over a WebSocket")
      .description(DESCRIPTION)
      .option("--port <number>", "the port on 127.0.0.1; 0 for one that is free", "0")
      .option("--token <token>", "what clients have to send; else that of EVQ_SERVE_TOKEN, else a new one is made")
      .option("--no-token", "let in every program of this machine; web pages are refused")
      .option(
        "--allow-origin <origin>",
        "let web pages of this origin in that know the token; may be repeated",
        collect,
      )
      .option("--store <folder>", "the store to serve")
      .addHelpText("after", HELP)
      .action(context.act((options: Options) => serveStore(context, options)));
  },
};

const DESCRIPTION = `Serve the local store on this machine, in the frames of Codebolt's event-log API, until Ctrl+C.

  evq serve --port 4711
  evq serve --store ./events --no-token`;

const HELP = `
The first line on standard output is: listening ws://127.0.0.1:PORT/codebolt
Clients send the token as ?token=TOKEN or as the header Authorization: Bearer TOKEN. A token that was made is printed on
standard error. An append is answered when its events are safe on disk. On Ctrl+C or SIGTERM what was begun is answered,
then it ends with exit code 0. docs/serve.md describes the frames.`;

async function serveStore(context: Context, options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new EvqError("usage", `--port ${options.port} is no port.`, "Write a number from 0 to 65535.");
  const { token, isNew } = context.serveToken(options.token);
  const origins = (options.allowOrigin ?? []).map(originOf);
  await context.withEvq(options.store, async (evq) => {
    const stopped = context.untilStopped();
    const serving = await context.serve(evq.service, options.store, { port, token, origins });
    await terminal.out.write(`listening ${serving.url}\n`);
    if (isNew) await terminal.err.write(`token ${token ?? ""}\n`);
    await stopped;
    await serving.stop();
  });
  return EXIT.done;
}

/** As browsers write it. */
function originOf(written: string): string {
  const origin = URL.canParse(written) ? new URL(written).origin : "null";
  if (origin !== "null") return origin.toLowerCase();
  throw new EvqError("usage", `--allow-origin ${written} is no origin.`, "Write it as http://localhost:3000.");
}

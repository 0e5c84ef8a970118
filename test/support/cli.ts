import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { checkout } from "../host/checkout.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Given {
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Characters of standard output after which it is closed, as `head` does. */
  readonly readsNoMoreThan?: number;
}

/** The command line, bundled from its sources as it ships, in a folder of its own. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), "evq-cli-"));
  #program: Promise<string> | undefined;

  async run(
    words: readonly string[],
    { input = "", environment = {}, readsNoMoreThan = Infinity }: Given = {},
  ): Promise<Ended> {
    const child = await this.spawn(words, environment);
    child.stdin.on("error", () => {}).end(input);
    const texts = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      texts.out += text;
      if (texts.out.length > readsNoMoreThan) child.stdout.destroy();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
    return new Promise((resolve, reject) =>
      child.on("error", reject).on("close", (code) => resolve({ code, ...texts })),
    );
  }

  /** Starts the program and leaves it running. */
  async spawn(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ChildProcessWithoutNullStreams> {
    const program = await (this.#program ??= this.#bundle());
    const { EVQ_STORE: _, ...inherited } = process.env;
    const env = { ...inherited, XDG_DATA_HOME: join(this.folder, "data"), ...environment };
    return spawn(process.execPath, [program, ...words], { cwd: this.folder, env });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #bundle(): Promise<string> {
    const outdir = join(this.folder, "bin");
    const entryPoints = {
      cli: join(checkout, "server/src/cli/main.ts"),
      "store-worker": join(checkout, "server/node/worker.ts"),
    };
    await build({
      entryPoints,
      outdir,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      logLevel: "error",
    });
    copyFileSync(join(checkout, "node_modules/sql.js/dist/sql-wasm.wasm"), join(outdir, "sql-wasm.wasm"));
    return join(outdir, "cli.js");
  }
}

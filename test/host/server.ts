import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./cache.mjs";
import { run, startGroup, stopGroup } from "./processes.ts";
import type { ServedVSCode } from "./provision.ts";

export interface ServerOptions {
  /** Where this VS Code keeps its settings, extensions, state and log; made when missing. */
  readonly folder: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** A secret that a browser must show; without it any process of this machine may connect. */
  readonly token?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Lets a page start a test suite in the extension host. Also hides notifications. */
  readonly testDriver?: boolean;
  /** Opens every folder in restricted mode until the user trusts it; all folders are trusted otherwise. */
  readonly distrusts?: boolean;
}

export interface Server {
  readonly port: number;
  /** The workbench on a folder of this machine. */
  url(folder: string, payload?: readonly (readonly [string, string])[]): string;
  stop(): Promise<void>;
  /** Settles when the server ended, asked or not. */
  readonly ended: Promise<void>;
}

/** No telemetry, no updates, nothing that moves by itself. */
const quietSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "github.gitAuthentication": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

/** Restricted mode without the dialog that would ask first. */
const distrustfulSettings = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
};

/** Without this the served VS Code asks a public marketplace about every extension. */
const noMarketplace = { EXTENSIONS_GALLERY: "{}" };

/** Serves a workbench on loopback and waits until it answers. */
export async function startServer(vscode: ServedVSCode, options: ServerOptions): Promise<Server> {
  const settingsFile = join(options.folder, "data/User/settings.json");
  mkdirSync(join(options.folder, "data/User"), { recursive: true });
  const trust = options.distrusts ? distrustfulSettings : {};
  writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...trust, ...options.settings }, undefined, 2));

  const args = [vscode.main, "--host=127.0.0.1", `--port=${options.port ?? 0}`, ...foldersOf(options.folder)];
  args.push(options.token ? `--connection-token=${options.token}` : "--without-connection-token");
  args.push("--telemetry-level=off", ...(options.distrusts ? [] : ["--disable-workspace-trust"]));
  if (options.testDriver) args.push("--enable-smoke-test-driver");
  const child = startGroup(vscode.node, args, {
    env: { ...process.env, ...noMarketplace, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await listening(child, join(options.folder, "server.log"));
  return {
    port,
    ended,
    url(folder, payload = []) {
      const url = new URL(`http://127.0.0.1:${port}/`);
      if (options.token) url.searchParams.set("tkn", options.token);
      url.searchParams.set("folder", folder);
      if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
      return url.href;
    },
    stop: () => stopGroup(child),
  };
}

/** Installs a .vsix the way a user does, for the servers that are then started with the same folder. */
export async function installExtension(vscode: ServedVSCode, folder: string, vsix: string): Promise<void> {
  const log = join(folder, "install.log");
  mkdirSync(folder, { recursive: true });
  const output = openSync(log, "w");
  const args = [vscode.main, ...foldersOf(folder), "--install-extension", vsix, "--force"];
  const code = await run(vscode.node, args, { stdio: ["ignore", output, output] });
  closeSync(output);
  if (code !== 0) throw new Error(`VS Code did not install ${vsix}:\n${readFileSync(log, "utf8")}`);
}

function foldersOf(folder: string): string[] {
  return [
    "--accept-server-license-terms",
    `--user-data-dir=${join(folder, "data")}`,
    `--extensions-dir=${join(folder, "extensions")}`,
    `--server-data-dir=${join(folder, "server")}`,
  ];
}

function listening(child: ReturnType<typeof startGroup>, logFile: string): Promise<number> {
  const log = openSync(logFile, "w");
  let output = "";
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new SetupError(`VS Code ${what}:\n${output}`));
    const timer = setTimeout(() => fail("did not start in 60 s"), 60_000);
    const read = (chunk: Buffer) => {
      writeSync(log, chunk);
      output = (output + chunk.toString()).slice(-10_000);
      const port = /Web UI available at https?:\/\/[^:]+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? "a signal"}`);
    });
  });
}

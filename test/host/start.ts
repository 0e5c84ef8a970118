import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makePackage } from "./build.ts";
import { SetupError } from "./cache.mjs";
import { checkout, samples, scratch, vsix } from "./checkout.ts";
import { onPath } from "./debian.ts";
import { importLogs } from "./logs.ts";
import { provisionVSCode } from "./provision.ts";
import { installExtension, startServer } from "./server.ts";

/** `npm start [-- --served --no-open --port N]`: VS Code with the extension and its sample logs, on samples/. */
export async function start(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { served: { type: "boolean" }, "no-open": { type: "boolean" }, port: { type: "string", default: "0" } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SetupError(`--port ${values.port} is no port.`);

  console.error("building …");
  const code = await makePackage();
  if (code !== 0) return code;
  mkdirSync(samples, { recursive: true });
  await importLogs(join(samples, "data"), join(samples, ".evq/store"));

  const desktop =
    values.served || !hasDisplay() ? undefined : onPath(process.platform === "win32" ? "code.cmd" : "code");
  return desktop ? openDesktop(desktop) : serve(port, !values["no-open"]);
}

function openDesktop(code: string): number {
  console.error("opening VS Code …");
  const args = ["--new-window", `--extensionDevelopmentPath=${checkout}`, samples];
  return spawnSync(code, args, { stdio: ["ignore", 2, 2], shell: process.platform === "win32" }).status ?? 1;
}

/** Serves VS Code to this machine's browsers until Ctrl+C; whoever has the printed address may use it. */
async function serve(port: number, open: boolean): Promise<number> {
  const vscode = provisionVSCode();
  const folder = join(scratch, "served");
  await installExtension(vscode, folder, vsix);
  const server = await startServer(vscode, { folder, port, token: randomBytes(16).toString("hex") });
  const url = server.url(samples);
  console.log(`ready ${url}`);
  if (open && process.stdout.isTTY && hasDisplay()) openBrowser(url);
  await server.ended;
  console.error("VS Code ended.");
  return 1;
}

function openBrowser(url: string): void {
  const opener = { darwin: "open", win32: "explorer" }[process.platform as string] ?? "xdg-open";
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .on("error", () => {}) // the address is printed
    .unref();
}

function hasDisplay(): boolean {
  if (process.platform !== "linux") return true;
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

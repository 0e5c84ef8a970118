import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout, vsix } from "../host/checkout.ts";
import { readSource, sourceFiles } from "./sources.ts";

const kilobyte = 1000;

/** The largest each may be, in kilobytes, as it ships. */
const budgets: Readonly<Record<string, number>> = {
  "evq.vsix": 1800,
  "dist/extension.js": 100,
  "dist/languageClient.js": 460,
  "dist/notebooks.js": 100,
  "dist/server.js": 260,
  "dist/store-worker.js": 90,
  "dist/web-extension.js": 600,
  "dist/web-server.js": 300,
  "dist/web-worker.js": 2,
  "dist/cli.js": 200,
  "dist/language.js": 600,
  "dist/engine.js": 450,
  "dist/ws.js": 80,
  "dist/webview/results.js": 150,
  "dist/webview/renderer.js": 250,
  "dist/webview/chart.js": 300,
};

for (const [file, budget] of Object.entries(budgets)) {
  test(`${file} is at most ${budget} KB`, () => {
    const path = join(checkout, file);
    expect(existsSync(path), `${file} is not built: npm run package`).toBe(true);
    const size = statSync(path).size / kilobyte;
    console.log(`${file}: ${size.toFixed(0)} of ${budget} KB`);
    expect(size).toBeLessThanOrEqual(budget);
  });
}

test("what ships has no source maps, and sql.js's program once", () => {
  const built = globSync("dist/**/*", { cwd: checkout });
  expect(built.filter((file) => file.endsWith(".map"))).toEqual([]);
  expect(built.filter((file) => file.endsWith(".wasm"))).toHaveLength(1);
  const names = namesInZip(readFileSync(vsix));
  expect(names).toContain("extension/dist/sql-wasm.wasm");
  expect(names.filter((name) => /node_modules|\.ts$|\.map$|\/test\//.test(name))).toEqual([]);
});

test("what a browser loads asks for nothing that a browser has not", () => {
  const files = ["web-extension.js", "web-server.js", "web-worker.js", "language.js", "engine.js"];
  const asked = files.flatMap((file) =>
    [...readFileSync(join(checkout, "dist", file), "utf8").matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name),
  );
  expect(new Set(asked)).toEqual(new Set(["./engine.js", "./language.js", "vscode"]));
});

test("installing pulls in nothing", () => {
  const manifest = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as object;
  const pulling = [
    "dependencies",
    "peerDependencies",
    "optionalDependencies",
    "extensionDependencies",
    "extensionPack",
  ];
  expect(Object.keys(manifest).filter((key) => pulling.includes(key))).toEqual([]);
});

test("long files are few: each is a question", () => {
  const lengths = sourceFiles().map((file) => ({ file, lines: readSource(file).split("\n").length }));
  const long = lengths.filter(({ lines }) => lines > 300);
  if (long.length > 0)
    console.log(`longer than 300 lines: ${long.map(({ file, lines }) => `${file} ${lines}`).join(", ")}`);
  expect(lengths.length).toBeGreaterThan(20);
  expect(long.length).toBeLessThanOrEqual(lengths.length / 20);
});

/** The names in a zip's central directory. */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = [];
  const entry = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  for (let at = zip.indexOf(entry); at >= 0; at = zip.indexOf(entry, at + 46)) {
    names.push(zip.toString("utf8", at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkout, scratch } from "../host/checkout.ts";
import { tool } from "../host/processes.ts";

const folder = mkdtempSync(join(scratch, "platform-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("process, fetch, document and Node's modules do not compile in the core", () => {
  const program = `import { readFileSync } from "node:fs";
export const taken = [process, fetch, document, Buffer, console, setInterval, require, readFileSync];
export const free = [TextEncoder, TextDecoder, URL, AbortController, setTimeout, queueMicrotask, performance];
`;
  expect(unknownNames("server/tsconfig.json", program, "server/src/base/globals.d.ts")).toEqual(
    ["Buffer", "console", "document", "fetch", "node:fs", "process", "require", "setInterval"].toSorted(),
  );
});

test("Node's names do not compile in a webview", () => {
  const program = `export const taken = [process, Buffer, require];
export const free = [document, fetch];
`;
  expect(unknownNames("client/webview/tsconfig.json", program)).toEqual(["Buffer", "process", "require"]);
});

/** Compiles a program with a project's options and gives the names that the compiler does not know. */
function unknownNames(project: string, program: string, ...more: readonly string[]): string[] {
  const file = join(folder, `${project.replaceAll("/", "-")}.ts`);
  const config = join(folder, `${project.replaceAll("/", "-")}`);
  writeFileSync(file, program);
  writeFileSync(
    config,
    JSON.stringify({
      extends: relative(folder, join(checkout, project)),
      compilerOptions: { composite: false, emitDeclarationOnly: false, noEmit: true, rootDir: checkout },
      files: [file, ...more.map((path) => join(checkout, path))],
      include: [],
      references: [],
    }),
  );
  const { stdout } = spawnSync(process.execPath, [tool("typescript/bin/tsc"), "--project", config], {
    encoding: "utf8",
  });
  const names = [...stdout.matchAll(/Cannot find (?:name|module) '([^']+)'/g)].map(([, name]) => name ?? "");
  return [...new Set(names)].toSorted();
}

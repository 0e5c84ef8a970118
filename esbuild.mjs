// Bundles everything that ships into dist/: `node esbuild.mjs [--production] [--watch]`.
import { build, context } from "esbuild";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

// Runs before anything else of the command line, so an older Node gets a sentence and not a stack trace.
const cliBanner = `#!/usr/bin/env node
if (parseInt(process.versions.node) < 22) {
  console.error("evq needs Node.js 22 or later; this is " + process.version + ".");
  process.exit(2);
}`;

const shared = {
  bundle: true,
  outdir: "dist",
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
};
// The regular expressions of `matches` are a fifth of the server: three programs share one file of them.
const sharesRe2 = {
  name: "shares-re2",
  setup: ({ onResolve }) => onResolve({ filter: /^re2js$/ }, () => ({ path: "./re2.js", external: true })),
};
// So is the calendar of time zones, which is a twentieth.
const sharesZone = {
  name: "shares-zone",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/zone\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./zone.js", external: true },
    ),
};
// WebSockets are shared by the extension, which sends for the language server, and the command line.
const sharesWs = {
  name: "shares-ws",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^ws$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./ws.js", external: true },
    ),
};
// Notebooks are loaded when one is opened.
const sharesNotebooks = {
  name: "shares-notebooks",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/notebook\/notebooks\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./notebooks.js", external: true },
    ),
};
const node = { ...shared, platform: "node", target: "node22", format: "cjs", external: ["vscode"] };
const page = { ...shared, platform: "browser", target: "es2023", format: "esm", outdir: "dist/webview" };

const bundles = [
  { ...node, entryPoints: { extension: "client/src/extension.ts" }, plugins: [sharesWs, sharesNotebooks] },
  { ...node, entryPoints: { notebooks: "client/src/notebook/notebooks.ts" } },
  { ...node, entryPoints: { server: "server/node/main.ts" }, plugins: [sharesRe2, sharesZone] },
  { ...node, entryPoints: { "store-worker": "server/node/worker.ts" }, plugins: [sharesRe2, sharesZone] },
  {
    ...node,
    entryPoints: { cli: "server/src/cli/main.ts" },
    plugins: [sharesRe2, sharesZone, sharesWs],
    banner: { js: cliBanner },
  },
  { ...node, entryPoints: { re2: "re2js" } },
  { ...node, entryPoints: { ws: "ws" } },
  { ...node, entryPoints: { zone: "server/src/base/zone.ts" } },
  {
    ...page,
    entryPoints: {
      results: "client/webview/results.ts",
      chart: "client/webview/chart/draw.ts",
      stats: "client/webview/stats.ts",
    },
  },
  {
    ...page,
    entryPoints: { renderer: "client/webview/renderer/renderer.ts" },
    // A notebook's outputs share one document with those of other extensions.
    banner: { css: "@scope (.evq-output) {" },
    footer: { css: "}" },
  },
];

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
copyFileSync("node_modules/sql.js/dist/sql-wasm.wasm", "dist/sql-wasm.wasm");

if (watch) {
  for (const bundle of bundles) await (await context({ ...bundle, logLevel: "info" })).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
  chmodSync("dist/cli.js", 0o755);
}

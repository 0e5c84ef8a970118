// Bundles everything that ships into dist/: `node esbuild.mjs [--production] [--watch]`.
import { build, context } from "esbuild";
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";

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
// What the server's programs have in common, a file each: what a language server's main thread needs to answer the
// editor, and what runs queries besides. Programs take single modules out of them.
const sharedFolders = {
  language: ["base", "syntax", "query", "plan", "language"],
  engine: ["connectors", "store", "engine", "export", "serve"],
};
const core = resolve("server/src");
const sharedFile = (path) => {
  const folder = path.startsWith(core + sep) ? path.slice(core.length + 1).split(sep)[0] : "";
  return Object.keys(sharedFolders).find((name) => sharedFolders[name].includes(folder));
};
const nameOf = (path) => relative(core, path).replaceAll(sep, "/");
const shares = (own) => ({
  name: "shares-core",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir, kind }) => {
      const module = resolve(resolveDir, path);
      const file = kind === "entry-point" ? undefined : sharedFile(module);
      if (file === undefined || file === own) return undefined;
      return { path: nameOf(module), namespace: file, sideEffects: false };
    });
    for (const file of Object.keys(sharedFolders)) {
      onLoad({ filter: /.*/, namespace: file }, ({ path }) => ({
        contents: `module.exports = require("./${file}.js")[${JSON.stringify(path)}]`,
      }));
    }
    onResolve({ filter: /^\.\/(language|engine)\.js$/ }, ({ path }) => ({ path, external: true }));
  },
});
/** The modules of a shared file that others import. */
const importedOf = (name) => {
  const found = new Set();
  for (const file of globSync("server/{src,node,browser}/**/*.ts")) {
    if (sharedFile(resolve(file)) === name) continue;
    for (const [, path] of readFileSync(file, "utf8").matchAll(
      /^(?:import(?! type)|export(?! type)|\}).* from "(\.[^"]+)";/gm,
    )) {
      const module = resolve(dirname(file), path);
      if (sharedFile(module) === name) found.add(module);
    }
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
};
// So that a browser's worker can read it as a plain script.
const plain = { banner: { js: "((module,exports,require)=>{" }, footer: { js: "})(module,exports,require);" } };
const sharedBundle = (name) => {
  const modules = importedOf(name);
  const lines = modules.map((file, at) => `import * as m${at} from ${JSON.stringify(file)};`);
  const table = modules.map((file, at) => `${JSON.stringify(nameOf(file))}: m${at}`);
  return {
    ...shared,
    stdin: {
      contents: `${lines.join("\n")}\nmodule.exports = {${table.join(",")}};`,
      resolveDir: ".",
      sourcefile: name,
    },
    outdir: undefined,
    outfile: `dist/${name}.js`,
    platform: "browser",
    target: "es2023",
    format: "cjs",
    plugins: [shares(name)],
    ...plain,
  };
};
// WebSockets are shared by the extension, which sends for the language server, and the command line.
const sharesWs = {
  name: "shares-ws",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^ws$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./ws.js", external: true },
    ),
};
// The language client looks whether VS Code is at least as new as 1.91; that of package.json's `engines` is newer.
const withoutVersions = {
  name: "without-versions",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^semver\/functions\// }, ({ path }) => ({ path, namespace: "versions" }));
    onLoad({ filter: /.*/, namespace: "versions" }, () => ({ contents: "module.exports = () => true" }));
  },
};
// Notebooks are loaded when one is opened.
const sharesNotebooks = {
  name: "shares-notebooks",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/notebook\/notebooks\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./notebooks.js", external: true },
    ),
};
// What speaks with the language server is loaded when something is asked of it.
const sharesLanguageClient = {
  name: "shares-language-client",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/languageClient\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./languageClient.js", external: true } : undefined,
    ),
};
const node = { ...shared, platform: "node", target: "node22", format: "cjs", external: ["vscode"] };
const web = { ...shared, platform: "browser", target: "es2023", format: "cjs" };
const page = { ...shared, platform: "browser", target: "es2023", format: "esm", outdir: "dist/webview" };

const bundles = [
  {
    ...node,
    entryPoints: { extension: "client/src/node/extension.ts" },
    plugins: [sharesWs, sharesNotebooks, sharesLanguageClient],
  },
  {
    ...node,
    entryPoints: { languageClient: "client/src/node/languageClient.ts" },
    plugins: [sharesWs, withoutVersions],
  },
  { ...node, entryPoints: { notebooks: "client/src/notebook/notebooks.ts" } },
  {
    ...web,
    entryPoints: { "web-extension": "client/src/browser/extension.ts" },
    external: ["vscode"],
  },
  { ...web, entryPoints: { "web-server": "server/browser/main.ts" }, plugins: [shares()], ...plain },
  { ...web, entryPoints: { "web-worker": "server/browser/worker.ts" }, format: "iife" },
  { ...node, entryPoints: { server: "server/node/main.ts" }, plugins: [shares()] },
  { ...node, entryPoints: { "store-worker": "server/node/worker.ts" }, plugins: [shares()] },
  {
    ...node,
    entryPoints: { cli: "server/src/cli/main.ts" },
    plugins: [shares(), sharesWs],
    banner: { js: cliBanner },
  },
  { ...node, entryPoints: { ws: "ws" } },
  sharedBundle("language"),
  sharedBundle("engine"),
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

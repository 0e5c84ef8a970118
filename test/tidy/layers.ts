/** A folder, or a single file, and whom it may import; its own files, `protocol` and `base` go without saying on the server. */
export interface Layer {
  readonly path: string;
  /** Layers it may call. */
  readonly layers: readonly string[];
  /** Layers of which it may name the types only. */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
}

const protocol = "server/protocol";
const base = "server/src/base";
const syntax = "server/src/syntax";
const query = "server/src/query";
const plan = "server/src/plan";
const connectors = "server/src/connectors";
const store = "server/src/store";
const engine = "server/src/engine";
const serve = "server/src/serve";
const exporting = "server/src/export";
const language = "server/src/language";
const evq = "server/src/evq.ts";
const lsp = "server/src/lsp";
const cli = "server/src/cli";
const transport = "server/node/transport";
const panel = "client/protocol";

const core = [protocol, base];

/** The arrows of ARCHITECTURE.md, from the bottom to the top. */
export const layers: readonly Layer[] = [
  { path: protocol, layers: [] },
  { path: base, layers: [protocol], packages: ["temporal-polyfill"] },
  { path: syntax, layers: core, packages: ["chevrotain", "leven"] },
  { path: query, layers: [...core, syntax], packages: ["re2js", "leven", "diff"] },
  { path: plan, layers: [...core, query] },
  { path: connectors, layers: [...core, query, plan] },
  { path: `${connectors}/registry.ts`, layers: [...core, query, plan, connectors], types: [store] },
  {
    // It works on the store's columns themselves, which is what makes the local log fast.
    path: `${connectors}/store`,
    layers: [...core, query, plan, connectors, `${store}/segments`],
    types: [store],
    packages: ["sql.js"],
  },
  {
    path: store,
    layers: [...core, query, `${connectors}/sql`],
    types: [plan, connectors],
    packages: ["sql.js", "papaparse"],
  },
  {
    path: engine,
    layers: [
      ...core,
      query,
      plan,
      `${connectors}/settings`,
      `${connectors}/resumption.ts`,
      `${connectors}/paging/window.ts`,
    ],
    types: [connectors, store],
  },
  { path: exporting, layers: [...core, engine], packages: ["fflate", "hyparquet", "hyparquet-writer"] },
  { path: serve, layers: [...core, query], types: [engine, store] },
  { path: language, layers: [...core, syntax, query, plan], packages: ["leven"] },
  { path: evq, layers: [...core, syntax, query, plan, connectors, store, engine, exporting, serve, language] },
  {
    path: lsp,
    // Language features are pure functions of a snapshot, so the rim calls them itself.
    layers: [...core, evq, language, `${query}/kinds.ts`],
    types: [syntax, query, plan, engine, exporting],
    packages: ["vscode-languageserver", "vscode-languageserver-textdocument", "zod"],
  },
  {
    path: cli,
    layers: [...core, evq, exporting],
    types: [syntax, query, plan, engine, language],
    packages: ["commander", "cli-table3", "node:*"],
  },
  {
    // The command line's one door to the platform; the rest of it is given what it needs.
    path: `${cli}/platform.ts`,
    layers: [...core, evq, "server/node"],
    packages: ["node:*"],
  },
  {
    // Sending: for the command line, and for the extension on behalf of the language server.
    path: transport,
    layers: core,
    packages: ["node:*", "ws"],
  },
  {
    path: "server/node",
    layers: [...core, query, store, engine, exporting, serve, evq, lsp, cli],
    packages: ["node:*", "sql.js", "vscode-languageserver", "ws"],
  },
  {
    path: "server/browser",
    layers: [...core, store, engine, evq, lsp],
    packages: ["sql.js", "vscode-languageserver"],
  },
  { path: panel, layers: [protocol] },
  { path: "client/src", layers: [protocol, panel, base], packages: ["vscode", "vscode-languageclient", "zod"] },
  {
    // An exported page draws what the page of results draws, without its script.
    path: "client/src/notebook/export",
    layers: [protocol, panel, base, "client/src", "client/webview/chart", "client/webview/cellText.ts"],
    packages: [],
  },
  {
    // The extension on a desktop; what is not in this folder runs in a browser too.
    path: "client/src/node",
    layers: [protocol, panel, base, transport, "client/src"],
    packages: ["node:*", "vscode", "vscode-languageclient"],
  },
  { path: "client/webview", layers: [protocol, panel], packages: ["lit", "chart.js", "diff"] },
];

/** Layers that hold types and nothing else. */
export const typesOnlyLayers: readonly string[] = [protocol, panel];

/** The layer that a file belongs to: of several the one that names it most closely. */
export function layerOf(file: string): Layer | undefined {
  return layers.filter(({ path }) => isIn(file, path)).toSorted((a, b) => b.path.length - a.path.length)[0];
}

export function isIn(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}

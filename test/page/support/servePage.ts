import { build } from "esbuild";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { frame } from "../../../client/src/panels/frame.ts";
import { checkout } from "../../host/checkout.ts";

/** The addresses of a page that is served on loopback as VS Code would, under its own security policy. */
export interface ServedPage {
  readonly origin: string;
  /** All that the page may ask for. */
  readonly own: ReadonlySet<string>;
  close(): void;
}

const entryPoints = {
  results: { results: "client/webview/results.ts", chart: "client/webview/chart/draw.ts" },
  stats: { stats: "client/webview/stats.ts" },
};

const titles = { results: "Query Results", stats: "Statistics of a Log" };

/** Builds a page of the extension and serves it. */
export async function servePage(name: keyof typeof entryPoints): Promise<ServedPage> {
  const { outputFiles } = await build({
    absWorkingDir: checkout,
    entryPoints: entryPoints[name],
    outdir: "dist/webview",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    write: false,
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf("/") + 1), text]));
  const server = createServer((request, response) => {
    const file = (request.url ?? "/").slice(1);
    const parts = { nonce: "n0nce", source: origin, script: `${origin}/${name}.js`, style: `${origin}/${name}.css` };
    const text = file === "" ? frame({ ...parts, title: titles[name], name }) : files.get(file);
    const type = file === "" ? "text/html" : file.endsWith(".css") ? "text/css" : "text/javascript";
    response.writeHead(text === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    own: new Set(["", ...files.keys()].map((file) => `${origin}/${file}`)),
    close: () => server.close(),
  };
}

import { unzipSync } from "fflate";
import { readFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { extname, join } from "node:path";
import { checkout, vsix } from "../../host/checkout.ts";

export interface Front {
  readonly origin: string;
  close(): void;
}

const EVQ = "/web-extensions/evq";
const FILES = "/web-extensions/files";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Stands before a served VS Code and adds what is in evq.vsix as a web extension from the same origin, as a marketplace
 * for the web does. A `serverless` page knows of no server: its files are those of an extension, as on vscode.dev.
 */
export async function startFront(vscode: number, page: "served" | "serverless"): Promise<Front> {
  const files = filesToServe();
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? "/", "http://front");
    if (pathname.startsWith("/web-extensions/")) return answerFile(files, decodeURIComponent(pathname), outgoing);
    const host = incoming.headers.host ?? "";
    if (pathname === "/") return pass(incoming, outgoing, vscode, (html) => withExtension(html, host, page));
    const isProgram = page === "serverless" && pathname.endsWith("/workbench/workbench.js");
    pass(incoming, outgoing, vscode, isProgram ? withoutServer : undefined);
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const onward = connect(vscode, "127.0.0.1", () => {
      const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** What ships, the extension that has the files of a page without a server, and those files. */
function filesToServe(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(vsix))))
    if (name.startsWith("extension/")) files.set(`${EVQ}${name.slice("extension".length)}`, bytes);
  for (const name of ["package.json", "extension.js"])
    files.set(`${FILES}/${name}`, readFileSync(join(checkout, "test/vscode/web/files", name)));
  return files;
}

function answerFile(files: ReadonlyMap<string, Uint8Array>, path: string, outgoing: ServerResponse): void {
  const bytes = files.get(path);
  outgoing.writeHead(bytes ? 200 : 404, { "content-type": types[extname(path)] ?? "application/octet-stream" });
  outgoing.end(bytes);
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  edit: ((page: string) => string) | undefined,
): void {
  const headers = { ...incoming.headers, ...(edit && { "accept-encoding": "identity" }) };
  const onward = request(
    { host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers },
    (answer) => {
      if (!edit) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        return void answer.pipe(outgoing);
      }
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => {
        const { "content-length": _, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, rest);
        outgoing.end(edit(Buffer.concat(pieces).toString()));
      });
    },
  );
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

/** The page's configuration with the web extensions, and the folder that it opens. */
function withExtension(html: string, authority: string, page: "served" | "serverless"): string {
  const at = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/;
  return html.replace(at, (_, before: string, settings: string) => {
    const configuration = JSON.parse(settings.replaceAll("&quot;", '"')) as Record<string, unknown>;
    const extension = (path: string) => ({ scheme: "http", authority, path });
    configuration["additionalBuiltinExtensions"] = [
      extension(EVQ),
      ...(page === "serverless" ? [extension(FILES)] : []),
    ];
    if (page === "serverless") configuration["folderUri"] = { scheme: "evqfiles", path: "/workspace" };
    return `${before}${JSON.stringify(configuration).replaceAll('"', "&quot;")}"`;
  });
}

/** The served page takes whoever served it for its server. */
function withoutServer(program: string): string {
  const server = "remoteAuthority:location.host";
  if (!program.includes(server)) throw new Error("This VS Code says otherwise where its server is.");
  return program.replace(server, "remoteAuthority:undefined");
}

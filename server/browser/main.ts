import initSqlJs from "sql.js";
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { serve } from "../src/lsp/server.ts";
import { clientPorts } from "./clientPorts.ts";
import { openMemoryBackend } from "./memoryBackend.ts";

/** The language server as a browser's worker, engine and store included; its files are in the folder `root`. */
export function start(root: string): void {
  const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
  const tell = (thrown: unknown): void =>
    connection.console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  self.addEventListener("error", ({ error }) => tell(error));
  self.addEventListener("unhandledrejection", ({ reason }) => tell(reason));

  const ports = clientPorts(connection);
  serve(connection, {
    openBackend: (place, events) =>
      openMemoryBackend(place, events, ports, initSqlJs({ locateFile: (file) => `${root}/${wasm(file)}` })),
    now: () => ports.clock.now(),
    schedule: (callback, milliseconds) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}

/** Its programs for the browser and for Node are the same, and are packed once. */
function wasm(file: string): string {
  return file.replace("-browser", "");
}

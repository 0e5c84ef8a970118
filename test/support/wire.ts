import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver";
import type { Diagnostic } from "vscode-languageserver";
import { StreamMessageReader, StreamMessageWriter, createProtocolConnection } from "vscode-languageserver/node";
import type { ProtocolConnection } from "vscode-languageserver/node";
import type { BackendEvents, OpenBackend, StorePlace } from "../../server/src/lsp/backend.ts";
import { serve } from "../../server/src/lsp/server.ts";

export const uri = "file:///query.evq";

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A client of the language server over two streams in memory. Time passes only when `elapse` is called. */
export interface WireClient {
  readonly connection: ProtocolConnection;
  readonly events: BackendEvents;
  readonly places: readonly StorePlace[];
  readonly logged: readonly string[];
  /** Everything the server sends as a notification of a method, in order. */
  received(method: string): readonly unknown[];
  /** Resolves with the next notification of a method that fits. */
  next<T>(method: string, fits?: (params: T) => boolean): Promise<T>;
  diagnosticsOf(version: number): Promise<Published>;
  open(text: string, version?: number): Promise<void>;
  elapse(): void;
  close(): void;
}

export interface WireSettings {
  readonly initialize?: Readonly<Record<string, unknown>>;
  /** What `workspace/configuration` answers; absent: the client does not have it. */
  readonly configuration?: () => unknown;
}

/** Starts a server over a backend and says hello. */
export async function connect(openBackend: OpenBackend, settings: WireSettings = {}): Promise<WireClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const timers = new Set<() => void>();
  const places: StorePlace[] = [];
  let events: BackendEvents | undefined;
  const server = createConnection(
    (logger) =>
      createProtocolConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient), logger) as never,
    { shutdownReceived: false, initialize: () => {}, exit: () => {} },
  );
  serve(server, {
    openBackend: (place, given) => {
      places.push(place);
      events = given;
      return openBackend(place, given);
    },
    now: () => 1_705_000_000_000_000n,
    schedule: (callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  });
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const received: { readonly method: string; readonly params: unknown }[] = [];
  const waiting = new Set<() => void>();
  connection.onUnhandledNotification(({ method, params }) => {
    received.push({ method, params });
    for (const look of waiting) look();
  });
  const { configuration } = settings;
  if (configuration) connection.onRequest("workspace/configuration", () => [configuration()]);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { configuration: configuration !== undefined } },
    workspaceFolders: [{ uri: "file:///work", name: "work" }],
    ...settings.initialize,
  });
  await connection.sendNotification("initialized", {});

  const next = <T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> =>
    new Promise((resolve) => {
      let seen = 0;
      const look = (): void => {
        for (; seen < received.length; seen++) {
          const found = received[seen]!;
          if (found.method !== method || !fits(found.params as T)) continue;
          waiting.delete(look);
          return resolve(found.params as T);
        }
      };
      waiting.add(look);
      look();
    });
  return {
    connection,
    get events() {
      return events!;
    },
    places,
    get logged() {
      return received
        .filter(({ method }) => method === "window/logMessage")
        .map(({ params }) => (params as { message: string }).message);
    },
    received: (method) => received.filter((one) => one.method === method).map(({ params }) => params),
    next,
    diagnosticsOf: (version) =>
      next<Published>("textDocument/publishDiagnostics", (published) => published.version === version),
    open: (text, version = 1) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "evq", version, text },
      }),
    elapse: () => {
      const due = [...timers];
      timers.clear();
      for (const callback of due) callback();
    },
    close: () => {
      connection.dispose();
      toServer.destroy();
      toClient.destroy();
    },
  };
}

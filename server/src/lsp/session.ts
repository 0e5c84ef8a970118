import type { Connection } from "vscode-languageserver";
import type { ClientNotifications } from "../../protocol/requests.ts";
import type { RunState } from "../../protocol/results.ts";
import { diagnostics } from "../language/diagnostics.ts";
import { mentionedLogs } from "../language/sources.ts";
import type { Backend, OpenBackend } from "./backend.ts";
import { LiveCatalog } from "./catalog.ts";
import { toDiagnostic } from "./convert.ts";
import { DiagnosticsPublisher } from "./diagnostics.ts";
import type { Schedule } from "./diagnostics.ts";
import { Documents, isIn } from "./documents.ts";
import { Expectations } from "./expectations.ts";
import type { Log } from "./guard.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { Settings } from "./settings.ts";

/** What the platform gives the server. */
export interface Platform {
  readonly openBackend: OpenBackend;
  readonly schedule: Schedule;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly now: () => bigint;
}

/** All that a server knows while one client is connected. */
export class Session {
  readonly documents: Documents;
  readonly diagnostics: DiagnosticsPublisher;
  readonly expectations = new Expectations((uri) => this.diagnostics.now(uri));
  readonly catalog: LiveCatalog;
  readonly log: Log;
  folders: readonly string[] = [];
  /** Resolves when the newest settings are taken on; until then no engine is asked, for it might be the wrong store's. */
  configured: Promise<void> = Promise.resolve();
  readonly #connection: Connection;
  readonly #platform: Platform;
  #settings: Settings = DEFAULT_SETTINGS;
  #backend: Backend | undefined;

  constructor(connection: Connection, platform: Platform) {
    this.#connection = connection;
    this.#platform = platform;
    this.log = { error: (message) => connection.console.error(message) };
    this.catalog = new LiveCatalog(
      {
        connections: () => this.backend().connections(),
        sample: (connection, log) => this.backend().sample(connection, log),
      },
      () => this.#reread(),
      this.log,
    );
    this.documents = new Documents(() => ({
      catalog: this.catalog.current,
      timeZone: this.#settings.timeZone,
      now: platform.now(),
    }));
    this.diagnostics = new DiagnosticsPublisher(this.documents, platform.schedule, (document) => {
      const { uri, version, snapshot, lines } = document;
      this.catalog.look(mentionedLogs(snapshot));
      const found = [...diagnostics(snapshot), ...this.expectations.problems(document)]
        .filter((problem) => isIn(document, problem))
        .map((problem) => toDiagnostic(lines, problem));
      this.#send("textDocument/publishDiagnostics", { uri, version, diagnostics: found });
    });
  }

  /** The engine, opened when it is first needed, so that nothing starts for a client that never asks. */
  backend(): Backend {
    return (this.#backend ??= this.#platform.openBackend(
      {
        path: this.#settings.storePath,
        folders: this.#settings.trusted ? this.folders : [],
        workspace: this.folders,
        trusted: this.#settings.trusted,
        userConnections: this.#settings.connections,
        resultBytes: this.#settings.resultMegabytes * 2 ** 20,
      },
      {
        runChanged: (state) => this.#runChanged(state),
        storeChanged: (path) => {
          this.notify("evq/store/changed", { path });
          void this.catalog.refresh();
        },
      },
    ));
  }

  now(): bigint {
    return this.#platform.now();
  }

  get timeZone(): string {
    return this.#settings.timeZone;
  }

  notify<M extends keyof ClientNotifications>(method: M, params: ClientNotifications[M]): void {
    this.#send(method, params);
  }

  /**
   * Takes new settings on: another store or other room for results means another engine, with no results yet; other connections are told to the
   * one there is; another zone means another reading of the texts.
   */
  async configure(settings: Settings): Promise<void> {
    const before = this.#settings;
    this.#settings = settings;
    const isMoved = (["storePath", "trusted", "resultMegabytes"] as const).some(
      (name) => before[name] !== settings[name],
    );
    const old = this.#backend;
    if (old && (isMoved || before.connections !== settings.connections)) {
      if (isMoved) {
        this.#backend = undefined;
        await old.close();
      } else await old.declareConnections(settings.connections);
      await this.catalog.refresh();
      const { path } = await this.backend().logs.summary();
      this.notify("evq/store/changed", { path });
    }
    if (before.timeZone !== settings.timeZone) this.#reread();
  }

  /** Resolves when the catalog is read, or after a second: an answer without the logs is better than none. */
  catalogKnown(): Promise<void> {
    return new Promise((resolve) => {
      const stopWaiting = this.#platform.schedule(resolve, CATALOG_WAIT_MS);
      void this.catalog.settled().then(() => {
        stopWaiting();
        resolve();
      });
    });
  }

  /** Nothing is said any more of a document that was closed. */
  readonly forget = (uri: string): void => {
    this.diagnostics.forget(uri);
    this.expectations.forget(uri);
    this.#send("textDocument/publishDiagnostics", { uri, diagnostics: [] });
  };

  async close(): Promise<void> {
    this.diagnostics.close();
    const backend = this.#backend;
    this.#backend = undefined;
    await backend?.close();
  }

  /** A run has read its logs, so another look at them costs nothing, however large they are. */
  #runChanged(state: RunState): void {
    this.notify("evq/run/progress", state);
    this.expectations.receive(state);
    if (state.phase !== "done") return;
    for (const snapshot of this.documents.snapshots()) {
      if (snapshot.text.includes(state.text)) this.catalog.look(mentionedLogs(snapshot), Infinity);
    }
  }

  #reread(): void {
    this.documents.reread();
    for (const snapshot of this.documents.snapshots()) this.catalog.look(mentionedLogs(snapshot));
    this.diagnostics.all();
  }

  /** A connection that closed meanwhile is no one's concern here. */
  #send(method: string, params: unknown): void {
    this.#connection.sendNotification(method, params).catch(() => {});
  }
}

const CATALOG_WAIT_MS = 1000;

import type { Connection, InitializeResult } from "vscode-languageserver";
import type { Cancellation } from "../base/cancellation.ts";
import { followDocuments } from "./documentSync.ts";
import { capabilities, features } from "./features.ts";
import { guardNotification, guardRequest, StaleAnswer } from "./guard.ts";
import { followNotebooks } from "./notebookSync.ts";
import { Params } from "./params.ts";
import { requests } from "./requests.ts";
import { Session } from "./session.ts";
import type { Platform } from "./session.ts";
import { readSettings } from "./settings.ts";

/** Answers one client until it says goodbye: documents, language features and runs. */
export function serve(connection: Connection, platform: Platform): void {
  const session = new Session(connection, platform);
  registerLifecycle(connection, session);
  followDocuments(connection, session);
  followNotebooks(connection, session);
  for (const [method, { answer, needsCatalog }] of Object.entries(features)) {
    onRequest(connection, session, method, async (params, cancellation) => {
      const uri = params.documentUri();
      const { version } = session.documents.get(uri).snapshot;
      if (needsCatalog) await session.catalogKnown();
      cancellation.check();
      const document = session.documents.get(uri);
      if (document.snapshot.version !== version) throw new StaleAnswer();
      return answer(document, params);
    });
  }
  for (const [method, answer] of Object.entries(requests)) {
    onRequest(connection, session, method, async (params, cancellation) => {
      await session.configured;
      return answer(session, params, cancellation);
    });
  }
  connection.listen();
}

function registerLifecycle(connection: Connection, session: Session): void {
  let pullsSettings = false;
  const readAndTakeOn = async (pushed: unknown): Promise<void> => {
    const section: unknown = pullsSettings
      ? await connection.sendRequest("workspace/configuration", { items: [{ section: "evq" }] })
      : pushed;
    await session.configure(readSettings(Array.isArray(section) ? section[0] : section));
  };
  const configure = (pushed?: unknown): Promise<void> => {
    const configuring = readAndTakeOn(pushed);
    session.configured = configuring.catch(() => {});
    return configuring;
  };
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    pullsSettings = params.capabilities.workspace?.configuration === true;
    session.folders = params.workspaceFolders?.map((folder) => folder.uri) ?? [];
    await session.configure(readSettings(params.initializationOptions));
    return { capabilities: capabilities(), serverInfo: { name: "EVQ" } };
  });
  connection.onInitialized(
    guardNotification(
      "initialized",
      async () => {
        if (pullsSettings) await configure();
        await session.catalog.refresh();
      },
      session.log,
    ),
  );
  connection.onNotification(
    "workspace/didChangeConfiguration",
    guardNotification(
      "workspace/didChangeConfiguration",
      (params) => configure(new Params(params).optional("settings")?.unread("evq")),
      session.log,
    ),
  );
  connection.onShutdown(() => session.close());
}

function onRequest(
  connection: Connection,
  session: Session,
  method: string,
  answer: (params: Params, cancellation: Cancellation) => unknown,
): void {
  connection.onRequest(
    method,
    guardRequest(method, (params, cancellation) => answer(new Params(params ?? {}), cancellation), session.log),
  );
}

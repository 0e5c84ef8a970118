import { EventEmitter, type CancellationToken, type Disposable, type Event } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { ClientNotifications, ServerRequests } from "../../server/protocol/requests.ts";

type Notification = keyof ClientNotifications;

/** Makes the language client; `prepare` gets it before it starts, so that no notification is missed. */
export type StartClient = (prepare: (client: BaseLanguageClient) => void) => Promise<BaseLanguageClient>;

/** Typed requests to the language server and its notifications. The server starts with the first request. */
export class Wire implements Disposable {
  readonly #startClient: StartClient;
  readonly #emitters: { readonly [N in Notification]: EventEmitter<ClientNotifications[N]> } = {
    "evq/run/progress": new EventEmitter(),
    "evq/log/importProgress": new EventEmitter(),
    "evq/store/changed": new EventEmitter(),
  };
  #client: Promise<BaseLanguageClient> | undefined;

  constructor(startClient: StartClient) {
    this.#startClient = startClient;
  }

  /** Starts the server if it does not run; a failure to start reaches whoever asks something of it. */
  start(): void {
    this.#connected().catch(() => {});
  }

  /** @throws what `readFailure` reads: the server's refusal, or that it cannot be reached. */
  async request<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]["params"],
    token?: CancellationToken,
  ): Promise<ServerRequests[M]["result"]> {
    const client = await this.#connected();
    // An undefined token would be sent as a second parameter.
    const more = token === undefined ? [] : [token];
    return client.sendRequest<ServerRequests[M]["result"]>(method, params ?? {}, ...more);
  }

  on<N extends Notification>(method: N): Event<ClientNotifications[N]> {
    return this.#emitters[method].event;
  }

  /** Shows what the server wrote to its output channel. */
  async showLog(): Promise<void> {
    (await this.#connected()).outputChannel.show(true);
  }

  dispose(): void {
    for (const emitter of Object.values(this.#emitters)) emitter.dispose();
    this.#client?.then((client) => client.dispose()).catch(() => {});
  }

  /** A client that did not start is forgotten, so the next request tries again. */
  #connected(): Promise<BaseLanguageClient> {
    if (this.#client) return this.#client;
    const starting = this.#startClient((client) => {
      this.#listen(client, "evq/run/progress");
      this.#listen(client, "evq/log/importProgress");
      this.#listen(client, "evq/store/changed");
    });
    starting.catch(() => (this.#client = undefined));
    return (this.#client = starting);
  }

  #listen<N extends Notification>(client: BaseLanguageClient, method: N): void {
    const emitter: EventEmitter<ClientNotifications[N]> = this.#emitters[method];
    client.onNotification(method, (params: ClientNotifications[N]) => emitter.fire(params));
  }
}

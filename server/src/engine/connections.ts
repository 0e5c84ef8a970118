import type { Failure } from "../../protocol/failure.ts";
import type { ConnectionKind, ConnectionSummary } from "../../protocol/connections.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import { formatInstant } from "../base/instant.ts";
import type { Ports, SecretKey } from "../base/ports.ts";
import type { Connector } from "../connectors/connector.ts";
import type { RemoteKind, SecretNeed } from "../connectors/remote.ts";
import { hashOf } from "../connectors/resumption.ts";
import { readConnections } from "../connectors/settings/file.ts";
import type { Declaration } from "../connectors/settings/file.ts";
import type { ConnectionEntry, SourceKind } from "../query/catalog.ts";
import type { LogSource } from "../query/query.ts";
import type { Store } from "../store/api.ts";
import { Outbox } from "./sending/outbox.ts";
import { watched } from "./sending/watched.ts";

/** A text with connections in it, as it is now. */
export interface ConnectionsText {
  /** `workspace`: `.evq/connections.json`; `user`: the user's settings. */
  readonly place: "workspace" | "user";
  /** What messages call it. */
  readonly path: string;
  readonly text: string;
  /** Whether its connections may be used. */
  readonly trusted: boolean;
}

/** Reads where connections are declared; the later ones win over those of the same name. */
export type ReadConnectionsTexts = () => Promise<readonly ConnectionsText[]>;

/** A connection that is always there, such as the local store. */
export interface FixedConnection {
  readonly name: string;
  readonly kind: string;
  readonly connector: Connector;
}

export interface ConnectionsParts {
  readonly fixed: readonly FixedConnection[];
  readonly kinds: readonly SourceKind[];
  readonly remoteKinds: Readonly<Record<string, RemoteKind>>;
  readonly read: ReadConnectionsTexts;
}

/** How the last scan of a connection ended. */
interface LastUse {
  readonly at: bigint;
  readonly failure?: Failure;
}

interface Configured {
  readonly declaration: Declaration;
  readonly text: ConnectionsText;
  readonly needs: readonly SecretNeed[];
  readonly addresses: readonly string[];
  readonly connectorOf: (source: LogSource) => Connector;
  lastUse?: LastUse;
}

/** The connections there are, read anew when their texts change. */
export class Connections {
  readonly #ports: Ports;
  readonly #parts: ConnectionsParts;
  #known = "";
  #configured: ReadonlyMap<string, Configured> = new Map();
  /** What is wrong with whole files. */
  #problems: readonly string[] = [];

  constructor(ports: Ports, parts: ConnectionsParts) {
    this.#ports = ports;
    this.#parts = parts;
  }

  /** Takes on what is declared now; cheap when nothing changed. */
  async refresh(): Promise<void> {
    const texts = await this.#parts.read();
    const known = JSON.stringify(texts);
    if (known === this.#known) return;
    this.#known = known;
    const configured = new Map<string, Configured>();
    const problems: string[] = [];
    for (const text of texts) {
      const file = readConnections(text.text, this.#parts.remoteKinds);
      problems.push(
        ...file.problems.map(({ path, message }) => `${text.path}: ${path} ${message}`.replace(":  ", ": ")),
      );
      for (const declaration of file.connections) {
        // A workspace that is not trusted must not hide what the user has set up.
        if (!text.trusted && configured.has(declaration.name)) continue;
        configured.set(declaration.name, this.#configure(declaration, text));
      }
    }
    this.#configured = configured;
    this.#problems = problems;
  }

  /**
   * The connector that a source of a query is read by, among the connections of the last `refresh`.
   * @throws EvqError `source.unknown`, `source.not-connected`, `source.untrusted`, `connection.invalid`
   */
  connectorOf(source: LogSource): Connector {
    const { connection } = source;
    const fixed = this.#parts.fixed.find(({ name }) => name === connection);
    if (fixed) return fixed.connector;
    const configured = this.#configured.get(connection);
    if (!configured) throw this.#notConnected(connection);
    checkUsable(configured);
    return configured.connectorOf(source);
  }

  /** For the catalog. */
  async entries(store: Store): Promise<readonly ConnectionEntry[]> {
    await this.refresh();
    const { logs } = await store.summary();
    return [
      ...this.#parts.fixed.map(({ name, kind }) => ({
        name,
        kind,
        connected: true,
        ...(kind === "local" && { logs: logs.map((log) => ({ name: log.name, events: log.events })) }),
      })),
      ...[...this.#configured.values()]
        .filter(({ declaration }) => declaration.kind !== "")
        .map((configured) => ({
          name: configured.declaration.name,
          kind: configured.declaration.kind,
          connected: isUsable(configured),
        })),
    ];
  }

  /**
   * A text that changes with anything that what connections answer depends on: how they are declared, and their secrets,
   * of which it holds a hash only. For the connections of the last `refresh`.
   */
  async fingerprint(names: readonly string[]): Promise<string> {
    const parts = [...new Set(names)].sort().map(async (name) => {
      const configured = this.#configured.get(name);
      if (!configured) return [name];
      const secrets = await Promise.all(
        configured.needs.map((need) => this.#ports.secrets.get(secretKey(configured, need))),
      );
      const { declaration, text } = configured;
      return [name, text.place, text.path, declaration.kind, declaration.settings, hashOf(JSON.stringify(secrets))];
    });
    return JSON.stringify(await Promise.all(parts));
  }

  /** For people: what is set up, where, and how it is doing. */
  async summaries(): Promise<readonly ConnectionSummary[]> {
    await this.refresh();
    return Promise.all([...this.#configured.values()].map((configured) => this.#summary(configured)));
  }

  /** Kinds that connections can be added to, with the keys that say where and as whom; the others are left to the file. */
  kinds(): readonly ConnectionKind[] {
    return Object.entries(this.#parts.remoteKinds).map(([kind, { keys }]) => {
      const known = this.#parts.kinds.find(({ name }) => name === kind);
      return {
        kind,
        title: known?.title ?? kind,
        description: known?.description ?? "",
        keys: Object.entries(keys).flatMap(([name, key]) => {
          const { type, description, required } = key;
          if (type !== "text" && type !== "url" && type !== "texts") return [];
          const names = key.type === "texts" ? key.names : undefined;
          return [{ name, type, description, isRequired: required ?? false, ...(names && { names }) }];
        }),
      };
    });
  }

  /** What is wrong with whole files of connections. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  #configure(declaration: Declaration, text: ConnectionsText): Configured {
    const { name, kind, settings, variables } = declaration;
    const remote = this.#parts.remoteKinds[kind];
    if (!remote || declaration.problems.length > 0)
      return { declaration, text, needs: [], addresses: [], connectorOf: () => unusable(declaration, text) };
    const needs = remote.secrets(settings);
    const addresses = remote.addresses(settings);
    const outbox = new Outbox(this.#ports, {
      connection: name,
      addresses,
      allowInsecure: settings.allowInsecure ?? false,
      allowPrivate: settings.allowPrivate ?? false,
      timeoutMs: (settings.timeoutSeconds ?? 30) * 1000,
      secrets: Object.fromEntries(
        needs.map((need) => {
          const variable = variables[need.name];
          return [need.name, { origin: need.origin, ...(variable !== undefined && { variable }) }];
        }),
      ),
    });
    const connect = remote.connect(settings, { name, senderOf: (context) => outbox.senderFor(context) });
    const configured: Configured = {
      declaration,
      text,
      needs,
      addresses,
      connectorOf: (source) =>
        watched(connect(source), outbox.redactor, (thrown) => {
          configured.lastUse = {
            at: this.#ports.clock.now(),
            ...(thrown !== undefined && { failure: toFailure(thrown) }),
          };
        }),
    };
    return configured;
  }

  async #summary(configured: Configured): Promise<ConnectionSummary> {
    const { declaration, text, needs, addresses, lastUse } = configured;
    const { name, kind, settings, problems } = declaration;
    const secrets = await Promise.all(
      needs.map(async (need) => {
        const key = secretKey(configured, need);
        const isKnown = text.trusted && (await this.#ports.secrets.get(key)) !== undefined;
        const { optional } = need;
        return { name: need.name, title: need.title, origin: need.origin, isKnown, ...(optional && { optional }) };
      }),
    );
    const sourceKind = this.#parts.kinds.find((candidate) => candidate.name === kind);
    return {
      name,
      kind,
      title: sourceKind?.title ?? kind,
      addresses,
      logs: sourceKind?.logs.map((log) => log.name) ?? [],
      place: text.place,
      path: text.path,
      state: problems.length > 0 ? "broken" : text.trusted ? "ready" : "untrusted",
      problems: problems.map(({ path, message }) => `${path}: ${message}`),
      isInsecure: settings.allowInsecure ?? false,
      secrets,
      ...(lastUse && {
        lastUse: { at: formatInstant(lastUse.at), ...(lastUse.failure && { failure: lastUse.failure }) },
      }),
    };
  }

  #notConnected(name: string): EvqError {
    const kind = this.#parts.kinds.find((candidate) => candidate.name === name);
    const broken = this.#problems.length > 0 ? ` ${this.#problems.join(" ")}` : "";
    if (!kind)
      return new EvqError(
        "source.unknown",
        `There is no connection named ${name}.${broken}`,
        "Name one that is set up, such as local.",
      );
    if (!Object.hasOwn(this.#parts.remoteKinds, name))
      return new EvqError(
        "source.not-connected",
        `${kind.title} is not connected: ${name} is a kind of system, and no connection of that name is set up.`,
        `This version cannot connect to it. Export its events to a file and import that: evq import FILE --into ${name}. Then query local.${name}.`,
      );
    return new EvqError(
      "source.not-connected",
      `${kind.title} is not connected: ${name} is a kind of system, and no connection of that name is set up.${broken}`,
      { text: `Add a connection of kind ${name} to .evq/connections.json.`, command: "evq.connection.add" },
    );
  }
}

function secretKey({ declaration: { name, variables } }: Configured, need: SecretNeed): SecretKey {
  const variable = variables[need.name];
  return { connection: name, origin: need.origin, name: need.name, ...(variable !== undefined && { variable }) };
}

function isUsable({ declaration, text }: Configured): boolean {
  return text.trusted && declaration.problems.length === 0;
}

function checkUsable({ declaration, text }: Configured): void {
  if (declaration.problems.length > 0) unusable(declaration, text);
  if (!text.trusted)
    throw new EvqError(
      "source.untrusted",
      `${declaration.name} is a connection of this workspace, which is not trusted, so it is not used.`,
      "Look at .evq/connections.json, and trust the workspace if the connections in it are yours.",
    );
}

function unusable({ name, problems }: Declaration, { path }: ConnectionsText): never {
  const [first] = problems;
  throw new EvqError(
    "connection.invalid",
    `The connection ${name} cannot be used: ${first?.path ?? ""}: ${first?.message ?? ""}`,
    `Correct it in ${path}.`,
  );
}

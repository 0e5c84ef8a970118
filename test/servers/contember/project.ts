import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { provisionContember } from "./engine.ts";
import type { ContemberEngine } from "./engine.ts";

/** A project with articles, tags and what joins them, whose every change is in its history. */
export interface ContemberProject {
  readonly slug: string;
  /** May change content and read the history. */
  readonly editor: string;
  /** May read articles, and not the history. */
  readonly reader: string;
  /** Runs mutations of the content API as one transaction; gives the ids of what was made by alias. */
  change(mutations: Readonly<Record<string, string>>, token?: string): Promise<Readonly<Record<string, string>>>;
  /** Asks the system API as any client does. */
  ask(query: string, variables: unknown, token?: string): Promise<unknown>;
  /** Runs SQL in the project's database. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export async function createProject(
  engine: Pick<ContemberEngine, "url" | "rootToken" | "databasePort">,
  slug: string,
): Promise<ContemberProject> {
  const post = async (path: string, query: string, variables: unknown, token = engine.rootToken): Promise<unknown> => {
    const response = await fetch(`${engine.url}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (JSON.parse(text) as { readonly data: unknown }).data;
  };
  const tenant = async (mutation: string, variables: unknown): Promise<unknown> => {
    const [answer] = Object.values((await post("tenant", mutation, variables)) as Record<string, { result: unknown }>);
    if (!answer?.result) throw new Error(`the tenant API refused: ${JSON.stringify(answer)}`);
    return answer.result;
  };
  await tenant(
    "mutation ($slug: String!, $config: Json!) { createProject(projectSlug: $slug, config: $config) { error { developerMessage } result { deployerApiKey { id } } } }",
    { slug, config: {} },
  );
  const migration = JSON.parse(readFileSync(join(import.meta.dirname, "migration.json"), "utf8")) as unknown;
  const migrated = (await post(
    `system/${slug}`,
    "mutation ($migrations: [Migration!]!) { migrate(migrations: $migrations) { ok error { developerMessage } } }",
    { migrations: [migration] },
  )) as { readonly migrate: { readonly ok: boolean } };
  if (!migrated.migrate.ok) throw new Error(`the migration failed: ${JSON.stringify(migrated)}`);
  const tokenOf = async (role: string): Promise<string> => {
    const result = (await tenant(
      "mutation ($slug: String!, $role: String!) { createApiKey(projectSlug: $slug, memberships: [{ role: $role, variables: [] }], description: $role) { error { developerMessage } result { apiKey { token } } } }",
      { slug, role },
    )) as { readonly apiKey: { readonly token: string } };
    return result.apiKey.token;
  };
  const [editor, reader] = [await tokenOf("editor"), await tokenOf("reader")];
  return {
    slug,
    editor,
    reader,
    change: async (mutations, token = editor) => {
      const parts = Object.entries(mutations).map(
        ([alias, mutation]) => `${alias}: ${mutation} { ok errorMessage node { id } }`,
      );
      const { transaction } = (await post(
        `content/${slug}/live`,
        `mutation { transaction { ok errorMessage ${parts.join(" ")} } }`,
        {},
        token,
      )) as {
        readonly transaction: Record<string, { readonly node: { readonly id: string } | null }> & { ok: boolean };
      };
      if (!transaction.ok) throw new Error(`a change failed: ${JSON.stringify(transaction).slice(0, 500)}`);
      return Object.fromEntries(Object.keys(mutations).map((alias) => [alias, transaction[alias]?.node?.id ?? ""]));
    },
    ask: (query, variables, token) => post(`system/${slug}`, query, variables, token),
    sql: async (text, values = []) => {
      const client = new (postgresClient())({
        host: "127.0.0.1",
        port: engine.databasePort,
        user: "contember",
        database: slug,
      });
      await client.connect();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

interface PostgresClient {
  connect(): Promise<void>;
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  end(): Promise<void>;
}

/** The client that the engine brings along. */
function postgresClient(): new (options: Readonly<Record<string, string | number>>) => PostgresClient {
  const load = createRequire(import.meta.url);
  const path = join(provisionContember(), "node_modules/pg");
  return (load(path) as { readonly Client: new (options: object) => PostgresClient }).Client;
}

import { inject } from "vitest";
import type { Event } from "../../server/src/query/event.ts";
import { nodeTransport } from "../../server/node/transport/transport.ts";
import type { HttpRequest } from "../../server/src/base/ports.ts";
import type { ContemberProject } from "../servers/contember/project.ts";
import { remoteEngine } from "../support/remote.ts";
import { event, instant, json } from "../support/sourceLaw.ts";

export interface CmsOptions {
  readonly token?: string;
  /** More of the connection, as it stands in its file. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** What happens just before the nth request, from 1. */
  readonly before?: (request: number) => Promise<unknown>;
}

/** EVQ over a connection `cms` to a project, and every request that it sent. */
export function cms(
  { slug, editor }: Pick<ContemberProject, "slug" | "editor">,
  { token, more, before }: CmsOptions = {},
) {
  const sent: HttpRequest[] = [];
  const { engine, waited } = remoteEngine({
    connections: { cms: { kind: "contember", url: inject("contember").url, project: slug, ...more } },
    secrets: { "cms.secret": token ?? editor },
    ports: {
      transport: {
        ...nodeTransport,
        send: async (request, cancellation) => {
          sent.push(request);
          await before?.(sent.length);
          return nodeTransport.send(request, cancellation);
        },
      },
    },
  });
  return { engine, sent, waited };
}

/** The arguments of `events` in a request. */
export function argsOf({ body }: HttpRequest): Readonly<Record<string, unknown>> {
  return (JSON.parse(body ?? "") as { readonly variables: { readonly args: Record<string, unknown> } }).variables.args;
}

interface ApiEvent {
  readonly id: string;
  readonly createdAt: string;
  readonly appliedAt: string;
  readonly type: string;
  readonly tableName: string;
  readonly primaryKey: readonly string[];
  readonly identityDescription: string;
  readonly oldValues?: object;
  readonly diffValues?: object;
  readonly newValues?: object;
}

/** The whole history, read by a client of the test's own in one request, as EVQ should mean it. */
export async function history(project: ContemberProject): Promise<readonly Event[]> {
  const { events } = (await project.ask(
    `{ events(args: { limit: 10000 }) {
      id transactionId identityId identityDescription description createdAt appliedAt type tableName primaryKey
      ... on CreateEvent { newValues } ... on UpdateEvent { oldValues diffValues } ... on DeleteEvent { oldValues }
    } }`,
    {},
    project.editor,
  )) as { readonly events: readonly ApiEvent[] };
  const [stored] = await project.sql("SELECT count(*)::int AS events FROM system.event_data");
  if (stored?.["events"] !== events.length || events.length >= 10_000) throw new Error("one request is not enough");
  return events.map(meant);
}

function meant(record: ApiEvent): Event {
  const { oldValues, diffValues, newValues, ...rest } = record;
  const micros = (text: string) => BigInt(Date.parse(text)) * 1000n;
  const after = newValues ?? (diffValues && { ...oldValues, ...diffValues });
  return event({
    source: "cms",
    id: record.id,
    event_type: record.type,
    timestamp: instant(micros(record.appliedAt)),
    sequence_number: micros(record.createdAt) / 1000n,
    entity_type: record.tableName,
    entity_id: record.primaryKey.join(","),
    actor: record.identityDescription,
    payload: diffValues ? json(diffValues) : null,
    old: oldValues ? json(oldValues) : null,
    new: after ? json(after) : null,
    raw: json({ ...rest, ...(diffValues && { diffValues }), ...(newValues && { newValues }) }),
  });
}

/** Inserts so many articles in one transaction, by SQL, which the engine's own triggers write the history of. */
export async function insertArticles(project: ContemberProject, count: number): Promise<void> {
  await project.sql(
    `INSERT INTO stage_live.article (id, slug, views)
     SELECT gen_random_uuid(), gen_random_uuid()::text, n FROM generate_series(1, ${count}) AS n`,
  );
}

/** Moves the commit of each transaction, oldest first, to the next of these times. */
export async function moveCommits(project: ContemberProject, times: readonly string[]): Promise<void> {
  const transactions = await project.sql("SELECT transaction_id FROM system.stage_transaction ORDER BY applied_at");
  if (transactions.length !== times.length) throw new Error(`there are ${transactions.length} transactions`);
  for (const [i, { transaction_id: id }] of transactions.entries())
    await project.sql("UPDATE system.stage_transaction SET applied_at = $1 WHERE transaction_id = $2", [times[i], id]);
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { EvqError, toFailure } from "../../../server/src/base/failure.ts";
import type { HttpResponse, Transport } from "../../../server/src/base/ports.ts";
import type { Query } from "../../../server/src/query/query.ts";
import {
  akeneoEntry,
  codeboltEvent,
  contemberEvent,
  openContentEntry,
  pigelloEntry,
} from "../../bench/sources/entries.ts";
import { ran } from "../../support/engine.ts";
import { remoteEngine } from "../../support/remote.ts";

const SECRET = "canary/s3cret";
const some = <T>(make: (i: number) => T) => [0, 1, 2].map(make);
const at = "http://127.0.0.1:9";

/** A right answer of each system, and the connection that reads it. */
const SYSTEMS = [
  { kind: "pigello", log: "eventlog", settings: { url: at, headers: {} }, answer: { results: some(pigelloEntry) } },
  {
    kind: "akeneo",
    log: "logs",
    settings: { url: at, pim: at, clientId: "c" },
    answer: { items: some(akeneoEntry) },
  },
  {
    kind: "opencontent",
    log: "eventlog",
    settings: { url: at, username: "u" },
    answer: { events: some(openContentEntry) },
  },
  {
    kind: "contember",
    log: "events",
    settings: { url: at, project: "p" },
    answer: { data: { events: some(contemberEvent) } },
  },
  {
    kind: "codebolt",
    log: "app",
    settings: { url: "ws://127.0.0.1:9" },
    answer: { success: true, data: { result: { events: some(codeboltEvent), total: 3 } } },
  },
] as const;

/** What may stand where something else should; some of it repeats the secret, as servers do in their errors. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, "", [], {}, [[]], [null], -1, "2024-13-45T99:00:00Z", SECRET, { message: SECRET }),
);

/** Breaks a tree at a place that numbers lead to. */
function broken(tree: unknown, way: readonly number[], by: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof tree !== "object" || tree === null) return by;
  const keys = Object.keys(tree);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const members = { ...(tree as Record<string, unknown>), [key]: broken((tree as never)[key], rest, by) };
  return Array.isArray(tree) ? Object.values(members) : members;
}

const damages = fc.record({
  way: fc.array(fc.nat({ max: 12 }), { maxLength: 6 }),
  by: anything,
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
  status: fc.constantFrom(200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 413, 418, 429, 500, 503),
  deep: fc.constantFrom(0, 0, 0, 0, 5000),
});
type Damage = typeof damages extends fc.Arbitrary<infer D> ? D : never;

function textOf(answer: unknown, { way, by, cut, deep }: Damage): string {
  const whole = JSON.stringify(broken(answer, way, by)).replace(
    '"id":',
    `"deep":${"[".repeat(deep)}${"]".repeat(deep)},"id":`,
  );
  return cut === null ? whole : whole.slice(0, Math.floor(cut * whole.length));
}

/** The damaged answer to each request; after it nothing but the right one, so that a run comes to an end. */
function transportOf(answer: object, damage: Damage): Transport {
  let sent = 0;
  const text = () => (sent++ < 3 ? textOf(answer, damage) : JSON.stringify(answer));
  return {
    send: async (): Promise<HttpResponse> => ({ status: sent < 3 ? damage.status : 200, headers: {}, body: text() }),
    connect: async () => {
      const replies: string[] = [];
      return {
        send: async (frame) => {
          const { type, requestId } = JSON.parse(frame) as Record<string, string>;
          const reply = text();
          replies.push(
            reply.startsWith("{") ? `{"type":"${type}","requestId":"${requestId}",${reply.slice(1)}` : reply,
          );
        },
        receive: async () => replies.shift(),
        close: () => {},
      };
    },
  };
}

test.each(SYSTEMS)(
  "whatever $kind answers, a run ends with what came or with a failure of the source, and tells no secret",
  async ({ kind, log, settings, answer }) => {
    await fc.assert(
      fc.asyncProperty(damages, fc.constantFrom<"asc" | "desc">("asc", "desc"), async (damage, direction) => {
        const { engine } = remoteEngine({
          connections: { s: { kind, ...settings } },
          secrets: { "s.secret": SECRET },
          ports: { transport: transportOf(answer, damage) },
        });
        const timestamp = { kind: "field", field: { column: "timestamp", path: [] } } as const;
        const query: Query = {
          from: [{ kind: "log", connection: "s", log }],
          orderBy: [{ value: timestamp, direction }],
        };
        try {
          const { completeness, notes } = await ran(engine, query);
          expect(JSON.stringify([completeness, notes])).not.toContain("s3cret");
        } catch (thrown) {
          if (!(thrown instanceof EvqError)) throw thrown;
          expect(thrown.code).toMatch(/^source\./);
          expect(JSON.stringify(toFailure(thrown))).not.toContain("s3cret");
        }
      }),
      { numRuns: 200, seed: 11 },
    );
  },
  60_000,
);

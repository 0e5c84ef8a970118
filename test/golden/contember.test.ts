import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { EvqError } from "../../server/src/base/failure.ts";
import { formatInstant } from "../../server/src/base/instant.ts";
import { parseJson, printJson } from "../../server/src/base/json.ts";
import type { HttpRequest, HttpResponse } from "../../server/src/base/ports.ts";
import { Instant, Json } from "../../server/src/base/value.ts";
import { contemberPage } from "../../server/src/connectors/contember/page.ts";
import { cmsQuery } from "../support/cmsQuery.ts";
import { ran } from "../support/engine.ts";
import { remoteEngine } from "../support/remote.ts";

const folder = join(import.meta.dirname, "sources/contember");
const queries = globSync("requests/*.evq", { cwd: folder }).toSorted();
const answers = globSync("answers/*.json", { cwd: folder }).toSorted();

test("there are golden files to look at", () => {
  expect([queries.length, answers.length]).toEqual([7, 2]);
});

/** What Contember is asked first for a query, with its variables apart from its text. */
test.each(queries)("%s", async (file) => {
  const sent: HttpRequest[] = [];
  const { engine } = remoteEngine({
    connections: { cms: { kind: "contember", url: "https://cms.example.com/api", project: "my blog" } },
    secrets: { "cms.secret": "the token" },
    ports: {
      transport: {
        send: async (request) => {
          sent.push(request);
          return { status: 200, headers: {}, body: '{"data":{"events":[]}}' };
        },
        connect: () => Promise.reject(new Error("no socket in this test")),
      },
    },
  });
  await ran(engine, cmsQuery(readFileSync(join(folder, file), "utf8")));
  const path = join(folder, "requests", `${basename(file, ".evq")}.http`);
  await expect(sent.slice(0, 1).map(textOf).join("") || "nothing is sent\n").toMatchFileSnapshot(path);
});

function textOf({ method, url, headers, body = "" }: HttpRequest): string {
  const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: unknown };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${url}`, ...head, "", query, "", JSON.stringify(variables, undefined, 2)].join("\n")}\n`;
}

const answer = (status: number, body: string): HttpResponse => ({ status, headers: {}, body });

/** The events that an answer is read as, without what is null. */
test.each(answers)("%s", async (file) => {
  const events = contemberPage("cms", { project: "blog" }, answer(200, readFileSync(join(folder, file), "utf8")));
  const lines = events.map((event) =>
    Object.entries(event)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${cellOf(value)}\n`)
      .join(""),
  );
  await expect(lines.join("\n")).toMatchFileSnapshot(join(folder, "answers", `${basename(file, ".json")}.txt`));
});

function cellOf(value: unknown): string {
  if (value instanceof Instant) return formatInstant(value.micros);
  return value instanceof Json ? printJson(parseJson(value.text)) : String(value);
}

test("failures", async () => {
  const cases = JSON.parse(readFileSync(join(folder, "failures.json"), "utf8")) as readonly {
    readonly case: string;
    readonly status: number;
    readonly body: string;
  }[];
  const told = cases.map(({ case: name, status, body }) => {
    try {
      contemberPage("cms", { project: "blog" }, answer(status, body));
      return `${name}\n  it was taken for an answer\n`;
    } catch (thrown) {
      if (!(thrown instanceof EvqError)) throw thrown;
      return `${name}\n  ${thrown.code}\n  ${thrown.message}\n  ${thrown.wayOut?.text ?? "no way out"}\n`;
    }
  });
  await expect(told.join("\n")).toMatchFileSnapshot(join(folder, "failures.txt"));
});

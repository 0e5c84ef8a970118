import fc from "fast-check";
import { expect, test } from "vitest";
import { base64 } from "../../../server/src/base/base64.ts";
import { CancellationSource } from "../../../server/src/base/cancellation.ts";
import { EvqError } from "../../../server/src/base/failure.ts";
import { Redactor } from "../../../server/src/engine/sending/redactor.ts";
import { ADDRESS, sendingTo } from "../../support/sending.ts";
import type { Reply } from "../../support/sending.ts";

const get = { method: "GET", url: `${ADDRESS}/list`, headers: {} } as const;
const reset = new EvqError("source.unreachable", "The connection broke off.");
const times = (count: number, reply: Reply) => Array.from({ length: count }, () => reply);

test("passing failures are tried again with growing, jittered waits, and told", async () => {
  const { sender, waited, told } = sendingTo([reset, { status: 429 }, { status: 503 }, { status: 200, body: "rows" }]);
  expect((await sender.send({ ...get, purpose: "page 3" })).body).toBe("rows");
  expect(waited).toEqual([500, 1000, 2000]);
  expect(told[1]).toBe(`${ADDRESS} answered 429. Waiting 1 s before asking for page 3 again (3 of 6).`);
});

test("after six attempts the last outcome stands", async () => {
  const refused = sendingTo(times(9, { status: 503 }));
  expect((await refused.sender.send(get)).status).toBe(503);
  expect(refused.sent).toHaveLength(6);
  const broken = sendingTo(times(9, reset));
  await expect(broken.sender.send(get)).rejects.toMatchObject({ code: "source.unreachable" });
  expect(broken.sent).toHaveLength(6);
});

test("500 is tried again twice, other refusals never, and what must be sent once is", async () => {
  for (const [status, attempts] of [
    [500, 3],
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 1],
    [409, 1],
    [422, 1],
    [501, 1],
    [408, 6],
  ] as const) {
    const { sender, sent } = sendingTo(times(9, { status }));
    expect((await sender.send(get)).status).toBe(status);
    expect(sent.length, String(status)).toBe(attempts);
  }
  const { sender, sent } = sendingTo([reset]);
  await expect(sender.send({ ...get, method: "POST", once: true })).rejects.toThrow();
  expect(sent).toHaveLength(1);
});

test("Retry-After is heeded in both forms, a date by the server's own clock, up to 15 minutes", async () => {
  const after = async (headers: Record<string, string>) => {
    const { sender, waited } = sendingTo([{ status: 429, headers }]);
    await sender.send(get);
    return waited[0];
  };
  expect(await after({ "retry-after": "7" })).toBe(7000);
  expect(await after({ "retry-after": "Tue, 02 Jan 2024 00:01:00 GMT" })).toBe(60_000);
  const date = "Wed, 10 Jan 2024 10:00:00 GMT";
  expect(await after({ date, "retry-after": "Wed, 10 Jan 2024 10:00:20 GMT" })).toBe(20_000);
  expect(await after({ date, "retry-after": "Wed, 10 Jan 2024 09:00:00 GMT" })).toBe(0);
  expect(await after({ "retry-after": "86400" })).toBe(900_000);
  expect(await after({ "retry-after": "soon" })).toBe(500);
});

test("a scan does not wait beyond an hour in all", async () => {
  const patient = { status: 429, headers: { "retry-after": "900" } };
  const { sender, waited } = sendingTo(times(20, patient));
  await sender.send(get);
  expect((await sender.send(get)).status).toBe(429);
  expect(waited).toHaveLength(5 - 1);
});

test("a cancel ends the waiting", async () => {
  const cancellation = new CancellationSource();
  const { senderFor, sent } = sendingTo([{ status: 503 }]);
  const sender = senderFor(cancellation);
  cancellation.cancel();
  await expect(sender.send(get)).rejects.toMatchObject({ code: "cancelled" });
  expect(sent.length).toBeLessThanOrEqual(1);
});

test("a redirect within the origin is followed, one that leaves it never, whatever the status and the credential", async () => {
  const within = sendingTo([{ status: 308, headers: { location: "/list/" } }]);
  expect((await within.sender.send(get)).body).toBe("end");
  expect(within.sent[1]?.url).toBe(`${ADDRESS}/list/`);
  for (const status of [301, 302, 303, 307, 308]) {
    for (const location of [
      "https://evil.example.com/list",
      "http://api.example.com/list",
      "//evil.example.com",
      "https://api.example.com:444/",
    ]) {
      const { sender, sent } = sendingTo([{ status, headers: { location } }]);
      const headers = { authorization: "Bearer token", "x-pim-token": "token" };
      await expect(sender.send({ ...get, headers })).rejects.toMatchObject({ code: "source.insecure" });
      expect(sent).toHaveLength(1);
    }
  }
  const round = sendingTo(times(20, { status: 302, headers: { location: "/again" } }));
  await expect(round.sender.send(get)).rejects.toMatchObject({ code: "source.insecure" });
});

test("plain http goes to this machine only, unless the connection says otherwise", async () => {
  for (const url of ["http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:1/x"])
    await sendingTo([], { addresses: [url] }).sender.send({ ...get, url });
  for (const url of [
    "http://api.example.com/x",
    "http://10.0.0.1/x",
    "http://127.0.0.1.example.com/x",
    "http://localhost.example.com/",
  ]) {
    const refused = sendingTo([], { addresses: [url] });
    await expect(refused.sender.send({ ...get, url })).rejects.toMatchObject({ code: "source.insecure" });
    expect(refused.sent).toEqual([]);
    await sendingTo([], { addresses: [url], allowInsecure: true }).sender.send({ ...get, url });
  }
});

test("an address inside of a network is within reach only where the connection names one", async () => {
  const reach = async (url: string, allowPrivate = false) => {
    const { sender, sent } = sendingTo([], { addresses: [url], allowPrivate, allowInsecure: true });
    await sender.send({ ...get, url });
    return sent[0]?.reach;
  };
  expect(await reach("https://api.example.com/")).toBe("public");
  expect(await reach("https://erp.corp/", true)).toBe("private");
  expect(await reach("http://localhost:1234/")).toBe("private");
  expect(await reach("http://169.254.169.254/latest")).toBe("any");
});

test("a secret goes to its own origin and nowhere else, in no form", async () => {
  const other = "https://pim.example.com";
  const secrets = { secret: { origin: ADDRESS }, password: { origin: other } };
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 4, maxLength: 12 }),
      fc.constantFrom("raw", "base64", "url", "json"),
      fc.constantFrom("header", "body", "address"),
      async (value, form, place) => {
        const { sender, sent } = sendingTo([], { addresses: [ADDRESS, other], secrets }, value);
        const secret = await sender.secret("secret");
        const forms = {
          raw: secret,
          base64: base64(secret),
          url: encodeURIComponent(secret),
          json: JSON.stringify({ a: secret }),
        };
        const text = `x${forms[form]}y`;
        const request = {
          ...get,
          url: place === "address" ? `${other}/?q=${text}` : other,
          headers: place === "header" ? { authorization: text } : {},
          ...(place === "body" && { body: text }),
        };
        await expect(sender.send(request)).rejects.toMatchObject({ code: "source.insecure" });
        expect(sent).toEqual([]);
        await sender.send({ ...get, headers: { authorization: text } });
        expect(sent).toHaveLength(1);
      },
    ),
    { numRuns: 150 },
  );
});

test("a secret that is not there says how to give it", async () => {
  const { sender } = sendingTo([], { secrets: { other: { origin: ADDRESS, variable: "ERP_SECRET" } } });
  await expect(sender.secret("other")).rejects.toMatchObject({
    code: "source.no-secret",
    wayOut: { text: expect.stringContaining("ERP_SECRET") as string, command: "evq.connection.signIn" },
  });
});

test("secrets are hidden in errors in every form, also those that begin like others", () => {
  const redactor = new Redactor();
  redactor.add('canary"1', ADDRESS);
  redactor.add('canary"1-and-more', ADDRESS);
  const text = [
    'canary"1-and-more',
    encodeURIComponent('canary"1'),
    base64('canary"1'),
    JSON.stringify('canary"1'),
  ].join(" | ");
  const clean = redactor.cleanError(new EvqError("source.failed", text, `Use ${text}.`, new Error(text))) as EvqError;
  const told = JSON.stringify([clean.message, clean.wayOut, clean.stack, clean.cause]);
  for (const piece of ["canary", "-and-more", base64('canary"1')]) expect(told).not.toContain(piece);
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { mayReach } from "../../../server/node/transport/address.ts";
import { nodeTransport } from "../../../server/node/transport/transport.ts";
import { CancellationSource, neverCancelled } from "../../../server/src/base/cancellation.ts";
import type { HttpRequest } from "../../../server/src/base/ports.ts";
import { SourceServer } from "../../servers/sources/server.ts";
import type { Fault } from "../../servers/sources/server.ts";

let server: SourceServer;
beforeAll(async () => {
  server = await SourceServer.start(({ method, headers, body }) => ({
    status: 200,
    body: JSON.stringify({ method, agent: headers["user-agent"], body, text: "é".repeat(100) }),
  }));
});
afterAll(() => server.close());
beforeEach(() => {
  server.forget();
  server.packs = false;
});

function get(more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "GET",
    url: `${server.url}/x`,
    headers: {},
    timeoutMs: 5000,
    maxBytes: 1_000_000,
    reach: "any",
    ...more,
  };
}
const under = (fault: Fault, more: Partial<HttpRequest> = {}) => {
  server.faults = [fault];
  return nodeTransport.send(get(more), neverCancelled);
};

test("an answer comes whole, packed or not", async () => {
  for (const packs of [false, true]) {
    server.packs = packs;
    const { status, body } = await nodeTransport.send(get({ method: "POST", body: "ü" }), neverCancelled);
    expect([status, JSON.parse(body)]).toMatchObject([200, { method: "POST", body: "ü", agent: "evq" }]);
  }
});

test("what breaks off, hangs or drips fails in time, and may be tried again", async () => {
  for (const fault of ["cut", "reset"] as const)
    await expect(under(fault)).rejects.toMatchObject({ code: "source.unreachable" });
  for (const fault of ["hang", "drip"] as const)
    await expect(under(fault, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "source.unreachable",
      message: expect.stringContaining("within 0.1 s") as string,
    });
  const nobody = get({ url: "http://127.0.0.1:1/" });
  await expect(nodeTransport.send(nobody, neverCancelled)).rejects.toMatchObject({ code: "source.unreachable" });
});

test("too large an answer and one that unpacks to a multiple are left while they come", async () => {
  await expect(nodeTransport.send(get({ maxBytes: 100 }), neverCancelled)).rejects.toMatchObject({
    code: "source.unreadable",
  });
  await expect(under("bomb", { maxBytes: 64_000_000 })).rejects.toMatchObject({
    code: "source.unreadable",
    message: expect.stringContaining("200 times") as string,
  });
});

test("a redirect is handed back and not followed", async () => {
  expect(await under("elsewhere")).toMatchObject({ status: 302, headers: { location: "http://127.0.0.1:9/stolen" } });
  expect(server.requests).toHaveLength(1);
});

test("a cancel ends a request and leaves no socket", async () => {
  for (const fault of ["hang", "drip"] as const) {
    const cancellation = new CancellationSource();
    server.faults = [fault];
    const sending = nodeTransport.send(get(), cancellation);
    while (server.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cancellation.cancel();
    await expect(sending).rejects.toMatchObject({ code: "cancelled" });
    while (server.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

test("addresses inside of a network are told from others, however they are written", () => {
  const inside = [
    "127.0.0.1",
    "127.1.2.3",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::",
    "fc00::1",
    "fd12:3456::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
  ];
  const metadata = ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "100.100.100.200"];
  const outside = ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"];
  expect(inside.filter((address) => mayReach(address, "public"))).toEqual([]);
  expect(inside.filter((address) => !mayReach(address, "private"))).toEqual([]);
  expect(metadata.filter((address) => mayReach(address, "private"))).toEqual([]);
  expect(outside.filter((address) => !mayReach(address, "public"))).toEqual([]);
});

test("a name or an address that leads inside is refused before anything is sent", async () => {
  const { port } = new URL(server.url);
  for (const host of ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]"]) {
    const request = get({ url: `http://${host}:${port}/`, reach: "public" });
    await expect(nodeTransport.send(request, neverCancelled), host).rejects.toMatchObject({ code: "source.insecure" });
  }
  expect(server.requests).toEqual([]);
});

test("a WebSocket passes texts, ends with the other side, and refuses what is no text or too much", async () => {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket) =>
    socket.on("message", (message: Buffer) => {
      const text = message.toString("utf8");
      if (text === "close") socket.close();
      else if (text === "bytes") socket.send(Buffer.from([1]), { binary: true });
      else socket.send(text === "much" ? "x".repeat(2000) : text);
    }),
  );
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const open = (cancellation = new CancellationSource()) =>
    nodeTransport.connect({ url, headers: {}, timeoutMs: 2000, maxBytes: 1000, reach: "any" }, cancellation);
  const after = async (text: string) => {
    const socket = await open();
    await socket.send(text);
    return socket.receive().finally(() => socket.close());
  };
  expect(await after("hello")).toBe("hello");
  expect(await after("close")).toBeUndefined();
  await expect(after("bytes")).rejects.toMatchObject({ code: "source.unreadable" });
  await expect(after("much")).rejects.toMatchObject({ code: "source.unreadable" });
  const cancellation = new CancellationSource();
  const waiting = (await open(cancellation)).receive();
  cancellation.cancel();
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
  sockets.close();
  http.closeAllConnections();
  http.close();
});

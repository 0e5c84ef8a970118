import { isAscii, isUtf8 } from "node:buffer";
import { request as requestPlain } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Cancellation } from "../../src/base/cancellation.ts";
import { EvqError } from "../../src/base/failure.ts";
import type { HttpRequest, HttpResponse } from "../../src/base/ports.ts";
import { checkLiteral, guardedLookup } from "./address.ts";
import { sendingFailure, tooSlow, unreachable, unreadable } from "./failures.ts";

/** One request and its whole answer. */
export async function exchange(request: HttpRequest, cancellation: Cancellation): Promise<HttpResponse> {
  cancellation.check();
  const url = new URL(request.url);
  checkLiteral(url, request.reach);
  let outgoing: ClientRequest | undefined;
  let incoming: IncomingMessage | undefined;
  let stopped: EvqError | undefined;
  const stop = (reason: EvqError): void => {
    stopped = reason;
    outgoing?.destroy(reason);
  };
  const timer = setTimeout(() => stop(tooSlow(request.url, request.timeoutMs)), request.timeoutMs);
  const forget = cancellation.onCancel(() => stop(new EvqError("cancelled", "The run was cancelled.")));
  try {
    incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing = (url.protocol === "https:" ? requestSecure : requestPlain)(url, {
        method: request.method,
        headers: { "accept-encoding": "gzip, deflate, br", "user-agent": "evq", ...request.headers },
        lookup: guardedLookup(request.reach),
      });
      outgoing.on("response", resolve).on("error", reject).end(request.body);
    });
    const body = await textOf(incoming, request);
    return { status: incoming.statusCode ?? 0, headers: headersOf(incoming), body };
  } catch (thrown) {
    throw stopped ?? sendingFailure(request.url, thrown);
  } finally {
    clearTimeout(timer);
    forget();
    outgoing?.on("error", () => {});
    // An answer that was not read to its end would keep its socket.
    if (incoming?.complete !== true) outgoing?.destroy();
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}

/** Unpacked bytes for each packed one beyond which an answer is no answer but an attack. */
const LARGEST_RATIO = 200;
/** Small answers of blanks pack better than that, and do no harm. */
const HARMLESS_BYTES = 1_000_000;

/** Reads an answer while it comes, and no further than it may go. */
async function textOf(incoming: IncomingMessage, { url, maxBytes }: HttpRequest): Promise<string> {
  let packed = 0;
  incoming.on("data", (chunk: Buffer) => (packed += chunk.length));
  let size = 0;
  const chunks: Buffer[] = [];
  const coming = unpacked(incoming, url);
  await new Promise<void>((resolve, reject) => {
    coming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      const isBomb = size > HARMLESS_BYTES && size > packed * LARGEST_RATIO;
      const problem =
        size > maxBytes
          ? `it is larger than ${Math.round(maxBytes / 1_000_000)} MB`
          : isBomb
            ? `it unpacks to more than ${LARGEST_RATIO} times its size`
            : undefined;
      if (problem === undefined) chunks.push(chunk);
      else coming.destroy(unreadable(url, problem));
    });
    coming.on("end", resolve).on("error", reject);
    coming.on("close", () => reject(unreachable(url, "the answer was cut off")));
  });
  if (!incoming.complete) throw unreachable(url, "the answer was cut off");
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
  // Copied and not decoded, which is what most answers need.
  if (isAscii(bytes)) return bytes.toString("latin1");
  if (!isUtf8(bytes)) throw unreadable(url, "it is no UTF-8 text");
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function unpacked(incoming: IncomingMessage, url: string): Readable {
  const encoding = incoming.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  const unpacker =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : undefined;
  if (unpacker) {
    incoming.on("error", (error) => unpacker.destroy(error));
    return incoming.pipe(unpacker);
  }
  if (encoding === "identity" || encoding === "") return incoming;
  throw unreadable(url, `it is packed as ${encoding.slice(0, 40)}, which was not asked for`);
}

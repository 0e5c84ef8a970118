import type { HttpResponse } from "../../base/ports.ts";
import { EvqError } from "../../base/failure.ts";
import { valueOf } from "../../base/value.ts";
import { refusal } from "../answer.ts";
import type { CurrentState, EntityKey } from "../connector.ts";
import type { SourceRequest } from "../sender.ts";
import type { OpenContentSettings } from "./settings.ts";

/** Objects that are asked for at the same time: there is no request for several. */
const AT_ONCE = 4;

/** `GET /opencontent/objects/{uuid}`: the object as it is now, as XML or as the file that it is. */
export function objectRequest({ url }: OpenContentSettings, uuid: string, authorization: string): SourceRequest {
  const address = new URL(`opencontent/objects/${encodeURIComponent(uuid)}`, url.endsWith("/") ? url : `${url}/`);
  return { method: "GET", url: address.href, headers: { accept: "*/*", authorization }, purpose: `object ${uuid}` };
}

/** The present states of objects, some at a time, in the order in which they are given. */
export async function* currentStates(
  connection: string,
  entities: readonly EntityKey[],
  ask: (uuid: string) => Promise<HttpResponse>,
): AsyncGenerator<readonly CurrentState[]> {
  for (let from = 0; from < entities.length; from += AT_ONCE)
    yield await Promise.all(entities.slice(from, from + AT_ONCE).map(({ id }) => stateOf(connection, id, ask)));
}

async function stateOf(
  connection: string,
  uuid: string,
  ask: (uuid: string) => Promise<HttpResponse>,
): Promise<CurrentState> {
  // A segment of dots would be another address.
  if (/^\.*$/.test(uuid)) return { status: "failed", reason: `"${uuid}" is no uuid` };
  let response: HttpResponse;
  try {
    response = await ask(uuid);
  } catch (thrown) {
    // It is there, and is a picture, or larger than may be read.
    if (!(thrown instanceof EvqError) || thrown.code !== "source.unreadable") throw thrown;
    return { status: "failed", reason: thrown.message };
  }
  switch (response.status) {
    case 200:
      return { status: "found", value: objectOf(response) };
    case 404:
    case 410:
      return { status: "deleted" };
    case 403:
      return { status: "forbidden" };
    case 401:
      throw refusal(connection, response);
    default:
      return { status: "failed", reason: refusal(connection, response).message };
  }
}

/** An object is XML mostly, which is kept as its text. */
function objectOf({ headers, body }: HttpResponse) {
  const version = headers["x-opencontent-object-version"];
  const members: readonly (readonly [string, string | bigint | undefined])[] = [
    ["version", version !== undefined && /^\d{1,18}$/.test(version) ? BigInt(version) : version],
    ["etag", headers["etag"]],
    ["contentType", headers["content-type"]],
    ["text", body],
  ];
  return valueOf(new Map(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))));
}

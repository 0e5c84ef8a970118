import { EvqError } from "../base/failure.ts";
import { parseJson } from "../base/json.ts";
import type { JsonTree } from "../base/json.ts";
import type { HttpResponse } from "../base/ports.ts";
import { readAnswer, readRecords } from "./record.ts";
import type { ListPlace, RecordAnswer } from "./record.ts";

/**
 * The JSON of an answer that is a success.
 * @throws EvqError for every other status, and `source.unreadable` for what is no JSON
 */
export function jsonOf(connection: string, response: HttpResponse): JsonTree {
  checkSuccess(connection, response);
  return readAnswer(connection, response.body);
}

/** @throws EvqError for an answer that is no success */
export function checkSuccess(connection: string, response: HttpResponse): void {
  if (response.status < 200 || response.status > 299) throw refusal(connection, response);
}

/** The records of an answer that is a success, in the first of these places that holds a list. @throws as `jsonOf` */
export function recordsOf(connection: string, response: HttpResponse, places: readonly ListPlace[]): RecordAnswer {
  checkSuccess(connection, response);
  return readRecords(connection, response.body, places);
}

/** What a status that is no success means, with the beginning of what the system said to it. */
export function refusal(connection: string, { status, body }: HttpResponse): EvqError {
  const said = excerpt(body);
  const quoted = said === "" ? "" : ` It said: ${said}`;
  switch (status) {
    case 401:
      return new EvqError("source.unauthorized", `${connection} does not accept the secret (401).${quoted}`, {
        text: "Sign in again, or correct what the environment variable of the connection holds.",
        command: "evq.connection.signIn",
      });
    case 403:
      return new EvqError(
        "source.forbidden",
        `${connection} does not allow this (403).${quoted}`,
        "Ask whoever runs the system for the right to read its event log.",
      );
    case 404:
      return new EvqError(
        "source.failed",
        `${connection} has nothing at that address (404).${quoted}`,
        "Check the address in the connection.",
      );
    case 429:
      return new EvqError("source.failed", `${connection} was asked too often (429).${quoted}`, "Try again later.");
    default:
      return new EvqError(
        "source.failed",
        `${connection} answered ${status}.${quoted}`,
        status >= 500 ? "Try again later; the system has a fault of its own." : undefined,
      );
  }
}

const LONGEST = 300;

/** The beginning of an error's body for people: the message of a JSON error, else its text without markup. */
function excerpt(body: string): string {
  const text = (messageIn(body) ?? body.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
  return shortened(text);
}

/** What a system said, no longer than people read. The … is what the redactor knows a text that was cut by. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const MESSAGE_KEYS = ["message", "detail", "error", "error_description", "errors"] as const;

function messageIn(body: string): string | undefined {
  try {
    return messageOf(parseJson(body));
  } catch {
    return undefined;
  }
}

/** The first text under one of the keys that errors have. */
function messageOf(tree: JsonTree | undefined): string | undefined {
  if (typeof tree === "string") return tree;
  if (Array.isArray(tree)) return messageOf((tree as readonly JsonTree[])[0]);
  if (!(tree instanceof Map)) return undefined;
  const map = tree as ReadonlyMap<string, JsonTree>;
  return MESSAGE_KEYS.map((key) => messageOf(map.get(key))).find((message) => message !== undefined);
}

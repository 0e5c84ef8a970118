import { EvqError } from "../../base/failure.ts";
import { JsonError, parseJson } from "../../base/json.ts";
import type { JsonTree } from "../../base/json.ts";
import type { HttpResponse } from "../../base/ports.ts";
import { refusal, shortened } from "../answer.ts";
import type { ContemberSettings } from "./settings.ts";

/** What an answer of the engine that is no success means; undefined for a success. Its codes are those of engine 2.0.8. */
export function contemberRefusal(
  connection: string,
  { project }: Pick<ContemberSettings, "project">,
  response: HttpResponse,
): EvqError | undefined {
  const { status, body } = response;
  if (status >= 200 && status <= 299) return undefined;
  switch (status) {
    case 400:
      return refusedQuery(connection, body) ?? refusal(connection, response);
    case 404:
      return new EvqError(
        "source.forbidden",
        `${connection} knows no project ${project}, or its token is of no member of it (404).`,
        "Check url and project in the connection, and that the token's identity is a member of the project.",
      );
    case 413:
      return new EvqError(
        "source.failed",
        `The request to ${connection} was too large for it (413).`,
        "Ask for fewer values at a time: shorten the lists in where.",
      );
    default:
      return refusal(connection, response);
  }
}

/** A query that was answered with errors, which engines send with a 400 or with a 200. */
export function graphqlFailure(connection: string, errors: JsonTree): EvqError {
  const [first] = Array.isArray(errors) ? (errors as readonly JsonTree[]) : [errors];
  const message = memberOf(first, "message");
  const said = typeof message === "string" ? shortened(message) : "something that could not be read";
  const code = memberOf(memberOf(first, "extensions"), "code");
  if (code === "ForbiddenError")
    return new EvqError(
      "source.forbidden",
      `${connection} does not allow this token to read the history: ${said}`,
      "Use a token of an admin, or of a role whose ACL has system.history.",
    );
  return new EvqError(
    "source.failed",
    `${connection} did not answer the query: ${said}`,
    code === "UserInputError" ? "Check project and stage in the connection." : undefined,
  );
}

function refusedQuery(connection: string, body: string): EvqError | undefined {
  try {
    const errors = memberOf(parseJson(body), "errors");
    return errors === undefined ? undefined : graphqlFailure(connection, errors);
  } catch (thrown) {
    if (thrown instanceof JsonError) return undefined;
    throw thrown;
  }
}

function memberOf(tree: JsonTree | undefined, name: string): JsonTree | undefined {
  return tree instanceof Map ? (tree as ReadonlyMap<string, JsonTree>).get(name) : undefined;
}

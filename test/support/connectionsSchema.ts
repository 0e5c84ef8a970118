import type { DeclaredKind } from "../../server/src/connectors/settings/file.ts";
import { COMMON } from "../../server/src/connectors/settings/shape.ts";
import type { Key, Shape } from "../../server/src/connectors/settings/shape.ts";

const VARIABLE = {
  type: "object",
  description: "The environment variable that holds it on the command line. In the editor, sign in instead.",
  properties: { env: { type: "string", pattern: "^\\w+$" } },
  required: ["env"],
  additionalProperties: false,
} as const;

/** The JSON schema of `.evq/connections.json`, made of what the reader reads. */
export function connectionsSchema(kinds: Readonly<Record<string, DeclaredKind>>): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Connections of EVQ",
    type: "object",
    properties: {
      $schema: { type: "string" },
      connections: {
        description: "A connection for each name that queries use after from.",
        type: "object",
        additionalProperties: {
          type: "object",
          required: ["kind"],
          properties: { kind: { enum: Object.keys(kinds), description: "The kind of system." } },
          oneOf: Object.entries(kinds).map(([kind, declared]) => schemaOfKind(kind, declared)),
        },
      },
    },
    required: ["connections"],
    additionalProperties: false,
  };
}

function schemaOfKind(kind: string, { keys, secretNames }: DeclaredKind): object {
  const named = secretNames.filter((name) => name !== "secret");
  return schemaOf(
    { ...COMMON, ...keys },
    {
      kind: { const: kind },
      secret: VARIABLE,
      ...(named.length > 0 && {
        secrets: {
          type: "object",
          properties: Object.fromEntries(named.map((name) => [name, VARIABLE])),
          additionalProperties: false,
        },
      }),
    },
  );
}

function schemaOf(shape: Shape, more: object = {}): object {
  const required = Object.entries(shape).flatMap(([name, key]) => (key.required ? [name] : []));
  return {
    type: "object",
    properties: {
      ...more,
      ...Object.fromEntries(Object.entries(shape).map(([name, key]) => [name, schemaOfKey(key)])),
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOfKey(key: Key): object {
  const { description } = key;
  switch (key.type) {
    case "url":
      return { type: "string", description, pattern: `^(${key.schemes.join("|")})://` };
    case "text":
      return { type: "string", description, minLength: 1 };
    case "flag":
      return { type: "boolean", description };
    case "count":
    case "seconds":
      return { type: "integer", description, minimum: 1, maximum: key.most };
    case "duration":
      return { type: "string", description, pattern: "^(\\d+(ms|s|m|h|d|w))+$" };
    case "choice":
      return { description, enum: key.choices };
    case "texts":
      return {
        type: "object",
        description,
        ...(key.names && { properties: Object.fromEntries(key.names.map((name) => [name, { type: "string" }])) }),
        additionalProperties: { type: "string" },
      };
    case "keys":
      return { ...schemaOf(key.keys), description };
  }
}

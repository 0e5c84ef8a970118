import { isTimeZone } from "../base/zone.ts";

/** What the user can set and the server heeds. */
export interface Settings {
  /** `evq.timeZone`: IANA name in which times without a zone are read. */
  readonly timeZone: string;
  /** `evq.store.path`; undefined: looked for. */
  readonly storePath: string | undefined;
  /** `evq.results.memory`: megabytes that the rows of all results may take. */
  readonly resultMegabytes: number;
  /** Whether the workspace is trusted; until it is, no store in its folders is opened. */
  readonly trusted: boolean;
  /** `evq.connections`: the user's own connections, as JSON in the form of `.evq/connections.json`. */
  readonly connections: string;
}

export const DEFAULT_SETTINGS: Settings = {
  timeZone: "UTC",
  storePath: undefined,
  resultMegabytes: 1024,
  trusted: true,
  connections: '{"connections":{}}',
};

/** Reads the section `evq` as a client sends it; what is absent or no text keeps its default. */
export function readSettings(section: unknown): Settings {
  return {
    timeZone: timeZoneOf(member(section, "timeZone")),
    storePath: textOf(member(member(section, "store"), "path")),
    resultMegabytes: megabytesOf(member(member(section, "results"), "memory")),
    trusted: member(section, "trusted") !== false,
    connections: JSON.stringify({ connections: member(section, "connections") ?? {} }),
  };
}

function megabytesOf(value: unknown): number {
  return typeof value === "number" && value >= 1 ? value : DEFAULT_SETTINGS.resultMegabytes;
}

function timeZoneOf(value: unknown): string {
  const name = textOf(value);
  return name !== undefined && isTimeZone(name) ? name : DEFAULT_SETTINGS.timeZone;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

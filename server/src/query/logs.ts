import type { LogSource, Source } from "./query.ts";

/** The logs that sources are made of, also those beneath named queries; each once. */
export function logsOf(sources: readonly Source[]): readonly LogSource[] {
  const logs = sources.flatMap((source) => (source.kind === "log" ? [source] : logsOf(source.query.from)));
  const known = new Map(logs.map((log) => [JSON.stringify(log, plain), log]));
  return [...known.values()];
}

/** The model may hold integers, which JSON has no place for. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A system's SQL: `sqlite-json` knows no path beforehand, the others have the paths asked for as columns. */
export type SqlDialect = "sqlite-json" | "sqlite" | "duckdb" | "clickhouse";

/** What the questions say differently from system to system. */
export interface Words {
  readonly duration: string;
  readonly amount: string;
  readonly country: string;
  readonly message: string;
  readonly user: string;
  /** The start of the hour, in microseconds. */
  readonly hour: string;
  contains(text: string, part: string): string;
  list(value: string): string;
}

const columns = {
  duration: "duration",
  amount: "amount",
  country: "country",
  message: "message",
  user: `"user"`,
  hour: "ts / 3600000000 * 3600000000",
  contains: (text: string, part: string) => `instr(${text}, '${part}') > 0`,
  list: (value: string) => `json_group_array(${value})`,
};

export const WORDS: Readonly<Record<SqlDialect, Words>> = {
  "sqlite-json": {
    ...columns,
    duration: "(payload ->> '$.duration')",
    amount: "(payload ->> '$.amount')",
    country: "(payload ->> '$.geo.country')",
    message: "(payload ->> '$.message')",
    user: "(payload ->> '$.userId')",
  },
  sqlite: columns,
  duckdb: {
    ...columns,
    hour: "ts // 3600000000 * 3600000000",
    contains: (text, part) => `contains(${text}, '${part}')`,
    list: (value) => `list(${value})`,
  },
  clickhouse: {
    ...columns,
    hour: "intDiv(ts, 3600000000) * 3600000000",
    contains: (text, part) => `position(${text}, '${part}') > 0`,
    list: (value) => `groupArray(${value})`,
  },
};

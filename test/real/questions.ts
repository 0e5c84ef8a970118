export type RealLog = "cloudtrail" | "windows";
export type RealRecord = Readonly<Record<string, unknown>>;

/** A question to a real log, and the same answer counted by hand from the parsed lines. */
export interface Question {
  readonly title: string;
  readonly log: RealLog;
  readonly text: string;
  readonly parameters?: Readonly<Record<string, string>>;
  count(records: readonly RealRecord[]): readonly (readonly unknown[])[];
}

export const questions: readonly Question[] = [
  {
    title: "CloudTrail: which API calls were made most",
    log: "cloudtrail",
    text: "from local.cloudtrail\nreduce count() as calls by event_type\norder by calls desc, event_type\nlimit 10\n",
    count: (records) =>
      tally(records, (record) => [record["eventName"]])
        .sort(byCount)
        .slice(0, 10),
  },
  {
    title: "CloudTrail: by whom",
    log: "cloudtrail",
    text: "from local.cloudtrail\nreduce count() as calls, distinct(event_type) as kinds by actor\norder by calls desc, actor\n",
    count: (records) =>
      tally(records, (record) => [arn(record)])
        .sort(byCount)
        .map(([actor, calls]) => [
          actor,
          calls,
          new Set(records.filter((r) => arn(r) === actor).map((r) => r["eventName"])).size,
        ]),
  },
  {
    title: "CloudTrail: which calls by whom",
    log: "cloudtrail",
    text: "from local.cloudtrail\nreduce count() as calls by event_type, actor\norder by calls desc, event_type, actor\nlimit 10\n",
    count: (records) =>
      tally(records, (record) => [record["eventName"], arn(record)])
        .sort(byCount)
        .slice(0, 10),
  },
  {
    title: "CloudTrail: per minute",
    log: "cloudtrail",
    text: "from local.cloudtrail\nreduce count() as calls by bin(timestamp, 1m) as minute\n",
    count: (records) => tally(records, (record) => [`${String(record["@timestamp"]).slice(0, 16)}:00Z`]).sort(byKeys),
  },
  {
    title: "Windows: which processes made the most registry events (Sysmon)",
    log: "windows",
    text: 'from local.windows\nwhere payload.Category contains "RegistryEvent"\nreduce count() as events by payload.Image\norder by events desc, payload.Image\n',
    count: (records) =>
      tally(
        records.filter((r) => text(r["Category"]).includes("RegistryEvent")),
        (r) => [r["Image"]],
      ).sort(byCount),
  },
  {
    title: "Windows: which processes touched the registry (Security audit)",
    log: "windows",
    text: 'from local.windows\nwhere payload.Category = "Registry"\nreduce count() as events by payload.ProcessName\norder by events desc, payload.ProcessName\n',
    count: (records) =>
      tally(
        records.filter((r) => r["Category"] === "Registry"),
        (r) => [r["ProcessName"] ?? null],
      ).sort(byCount),
  },
  {
    title: "Windows: audit failures per host",
    log: "windows",
    text: 'from local.windows\nwhere payload.EventType = "AUDIT_FAILURE"\nreduce count() as failures by stream_id\n',
    count: (records) => tally(records.filter(isFailure), (r) => [r["Hostname"]]).sort(byKeys),
  },
  {
    title: "Windows: the last 20 audit failures of a host",
    log: "windows",
    text: 'param host: string\nfrom local.windows\nwhere payload.EventType = "AUDIT_FAILURE" and stream_id = $host\nlatest 20\nselect timestamp, event_type, payload.Keywords as keywords, payload.RecordNumber as record, payload.Category as category\n',
    parameters: { host: "WORKSTATION6.theshire.local" },
    count: (records) =>
      records
        .map((record, line) => ({ record, line }))
        .filter(({ record }) => isFailure(record) && record["Hostname"] === "WORKSTATION6.theshire.local")
        .sort((a, b) => compare(time(b.record), time(a.record)) || b.line - a.line)
        .slice(0, 20)
        .map(({ record }) => [
          time(record),
          String(record["EventID"]),
          record["Keywords"],
          record["RecordNumber"],
          record["Category"],
        ]),
  },
  {
    title: "Windows: integers beyond 2^53 are told apart",
    log: "windows",
    text: "from local.windows\nwhere payload.Keywords = 36028797018963968 or payload.Keywords = -9218868437227405312\nreduce count() as events by payload.Keywords\n",
    // The counts are of the file's own digits; a parsed double could not tell them from their neighbours.
    count: () => [
      [-9218868437227405312, 44],
      [36028797018963968, 67],
    ],
  },
];

function tally(
  records: readonly RealRecord[],
  key: (record: RealRecord) => readonly unknown[],
): (readonly unknown[])[] {
  const counts = new Map<string, number>();
  for (const record of records) {
    const id = JSON.stringify(key(record));
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].map(([id, count]) => [...(JSON.parse(id) as unknown[]), count]);
}

function byCount(a: readonly unknown[], b: readonly unknown[]): number {
  return Number(b.at(-1)) - Number(a.at(-1)) || byKeys(a, b);
}

function byKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return compare(a[i], b[i]);
  return 0;
}

/** Nulls first, then text by code unit (these logs are ASCII). */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return text(a) < text(b) ? -1 : 1;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function arn(record: RealRecord): unknown {
  return (record["userIdentity"] as RealRecord | undefined)?.["arn"] ?? null;
}

function isFailure(record: RealRecord): boolean {
  return record["EventType"] === "AUDIT_FAILURE";
}

function time(record: RealRecord): string {
  return new Date(String(record["@timestamp"])).toISOString().replace(".000Z", "Z");
}

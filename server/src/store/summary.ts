import type { LogSummary, StoreSummary } from "../../protocol/results.ts";
import { formatInstant } from "../base/instant.ts";
import { readAbout } from "./about.ts";
import type { StoreFolder } from "./folder.ts";
import { FILE_HEADER_LENGTH, readFileHeader } from "./journal/format.ts";
import { readAcknowledged } from "./journal/acknowledged.ts";
import { START, continues, scan } from "./journal/scan.ts";
import type { Cursor } from "./journal/scan.ts";
import { describeHolder } from "./lock.ts";
import type { WriterLock } from "./lock.ts";
import { problemsOf, remarksOf } from "./problems.ts";
import type { Condition } from "./problems.ts";
import type { Readers } from "./readers.ts";
import { streamCount } from "./eventTable.ts";
import { snapshotCursor } from "./snapshot.ts";

/** A journal is read for its damage as far as it is no longer than this beyond what is known of it. */
const SCAN_BYTES = 64 * 1024 * 1024;

/** What a store holds, said without its databases where what was acknowledged last tells it. */
export function summarise(folder: StoreFolder, lock: WriterLock, readers: Readers): StoreSummary {
  const holder = folder.fileSystem.stat(folder.path) === undefined ? undefined : lock.holder();
  const { self } = folder.fileSystem.processes;
  const other = holder !== undefined && (holder.pid !== self.pid || holder.host !== self.host);
  const problems: string[] = [];
  const logs = folder.logNames().map((log) => {
    const found = look(folder, log, readers, holder !== undefined);
    const paths = folder.pathsOf(log);
    const isDescribed = readAbout(folder.fileSystem, paths.about) !== undefined;
    const aboutProblems = isDescribed ? [] : ["Its description cannot be read; describe it anew."];
    for (const problem of [...problemsOf(found), ...remarksOf(folder, paths, found), ...aboutProblems])
      problems.push(`${log}: ${problem}`);
    return summaryOf(folder, log, readers, found);
  });
  return { path: folder.path, logs, problems, ...(other && { writer: describeHolder(holder) }) };
}

/** The same of one log, which must be there. */
export function describeLog(folder: StoreFolder, log: string, lock: WriterLock, readers: Readers): LogSummary {
  return summaryOf(folder, log, readers, look(folder, log, readers, lock.holder() !== undefined));
}

function look(folder: StoreFolder, log: string, readers: Readers, isWritten: boolean): Condition {
  const { fileSystem } = folder;
  const paths = folder.pathsOf(log);
  const acknowledged = readAcknowledged(fileSystem, paths.acknowledged);
  const file = fileSystem.openRead(paths.journal);
  try {
    const journalId = readFileHeader(file.read(0, FILE_HEADER_LENGTH)) ?? "";
    const known = [readers.peek(log)?.cursor, snapshotCursor(fileSystem, paths.snapshot)];
    let cursor: Cursor = known.find((cursor) => cursor !== undefined && continues(file, cursor)) ?? START;
    if (file.size() - cursor.position > SCAN_BYTES) return { journalId, cursor, acknowledged: undefined, torn: 0 };
    cursor = scan(file, cursor, () => {});
    return { journalId, cursor, acknowledged, torn: isWritten ? 0 : Math.max(0, file.size() - cursor.position) };
  } finally {
    file.close();
  }
}

function summaryOf(folder: StoreFolder, log: string, readers: Readers, { journalId }: Condition): LogSummary {
  const paths = folder.pathsOf(log);
  const bytes = folder.bytesOf(paths.folder);
  const acknowledged = readAcknowledged(folder.fileSystem, paths.acknowledged);
  if (acknowledged?.journalId === journalId && acknowledged.end === folder.fileSystem.stat(paths.journal)?.size) {
    const { events, streams, first, last } = acknowledged;
    return { name: log, events, streams, bytes, ...bounds(first, last), ...aboutOf(folder, log) };
  }
  const { table, cursor } = readers.current(log, () => {});
  return {
    name: log,
    events: cursor.events,
    streams: streamCount(table.extent),
    bytes,
    ...bounds(table.extent.first, table.extent.last),
    ...aboutOf(folder, log),
  };
}

function aboutOf(folder: StoreFolder, log: string): Pick<LogSummary, "description" | "created" | "updated"> {
  const { fileSystem } = folder;
  const paths = folder.pathsOf(log);
  const about = readAbout(fileSystem, paths.about);
  const times = [paths.journal, paths.about].map((path) => fileSystem.stat(path)?.modified ?? 0);
  const updated = Math.max(...times);
  return {
    ...(about?.description && { description: about.description }),
    ...(about?.created !== undefined && { created: formatInstant(about.created) }),
    ...(updated > 0 && { updated: formatInstant(BigInt(Math.floor(updated)) * 1000n) }),
  };
}

function bounds(first: number | bigint | null, last: number | bigint | null): { first?: string; last?: string } {
  if (first === null || last === null) return {};
  return { first: formatInstant(BigInt(first)), last: formatInstant(BigInt(last)) };
}

import type { LogSummary, StoreSummary } from "../../protocol/logs.ts";
import { formatInstant } from "../base/instant.ts";
import { readAbout } from "./about.ts";
import type { LogPaths, StoreFolder } from "./folder.ts";
import { conditionOf } from "./condition.ts";
import type { Condition } from "./condition.ts";
import { readAcknowledged } from "./journal/acknowledged.ts";
import { START } from "./journal/cursor.ts";
import { readJournal } from "./journal/journal.ts";
import { describeHolder } from "./lock.ts";
import type { WriterLock } from "./lock.ts";
import { problemsOf, remarksOf, troubleOf } from "./problems.ts";
import { readOnlyReason } from "./readOnly.ts";
import type { Readers } from "./readers.ts";
import { filedCursors } from "./segments/filedNames.ts";
import { streamCount } from "./segments/writerView.ts";

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
    for (const problem of [
      ...problemsOf(found, "unrepaired"),
      ...troubleOf(found),
      ...remarksOf(folder, paths, found),
      ...aboutProblems,
    ])
      problems.push(`${log}: ${problem}`);
    return summaryOf(folder, log, readers, found);
  });
  const readOnly = readOnlyReason(folder.fileSystem, folder.path);
  return {
    path: folder.path,
    logs,
    problems,
    ...(folder.fileSystem.inMemory && { inMemory: true }),
    ...(readOnly !== undefined && { readOnly }),
    ...(other && { writer: describeHolder(holder) }),
  };
}

/** The same of one log, which must be there. */
export function describeLog(folder: StoreFolder, log: string, lock: WriterLock, readers: Readers): LogSummary {
  return summaryOf(folder, log, readers, look(folder, log, readers, lock.holder() !== undefined));
}

function look(folder: StoreFolder, log: string, readers: Readers, isWritten: boolean): Condition {
  const { fileSystem } = folder;
  const paths = folder.pathsOf(log);
  const journal = readJournal(fileSystem, paths);
  const known = [readers.peek(log)?.cursor, ...filedCursors({ fileSystem, path: paths.columns })];
  let cursor = START;
  for (const earlier of known) cursor = cursor === START && earlier ? (journal.resume(earlier) ?? START) : cursor;
  if (journal.bytesBehind(cursor) > SCAN_BYTES)
    return { journal: { ...journal, acknowledged: undefined }, cursor, torn: 0, isWritten: true };
  return conditionOf(
    journal,
    journal.replay(cursor, () => {}),
    isWritten,
  );
}

function summaryOf(folder: StoreFolder, log: string, readers: Readers, { journal }: Condition): LogSummary {
  const paths = folder.pathsOf(log);
  const bytes = folder.bytesOf(paths.folder);
  const acknowledged = readAcknowledged(folder.fileSystem, paths.acknowledged);
  const last = journal.history.segments.at(-1);
  const isOwn = acknowledged?.journalId === journal.journalId;
  const isLatest = isOwn && (acknowledged.segment === last?.name || acknowledged.segment === "");
  if (isLatest && last && acknowledged.end === folder.fileSystem.stat(last.path)?.size) {
    const { events, streams, first, last: latest } = acknowledged;
    return { name: log, events, streams, bytes, ...bounds(first, latest), ...aboutOf(folder, log) };
  }
  const { events, cursor } = readers.current(log);
  return {
    name: log,
    events: cursor.events,
    streams: streamCount(events.extent),
    bytes,
    ...bounds(events.extent.first, events.extent.last),
    ...aboutOf(folder, log),
  };
}

function aboutOf(folder: StoreFolder, log: string): Pick<LogSummary, "description" | "created" | "updated"> {
  const { fileSystem } = folder;
  const paths = folder.pathsOf(log);
  const about = readAbout(fileSystem, paths.about);
  const times = [...filesOf(folder, paths), paths.about].map((path) => fileSystem.stat(path)?.modified ?? 0);
  const updated = Math.max(...times);
  return {
    ...(about?.description && { description: about.description }),
    ...(about?.created !== undefined && { created: formatInstant(about.created) }),
    ...(updated > 0 && { updated: formatInstant(BigInt(Math.floor(updated)) * 1000n) }),
  };
}

function filesOf(folder: StoreFolder, { segments, oldJournal }: LogPaths): readonly string[] {
  return [oldJournal, ...folder.list(segments).map((name) => `${segments}/${name}`)];
}

function bounds(first: number | bigint | null, last: number | bigint | null): { first?: string; last?: string } {
  if (first === null || last === null) return {};
  return { first: formatInstant(BigInt(first)), last: formatInstant(BigInt(last)) };
}

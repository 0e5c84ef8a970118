import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Calls back when the file of connections changed, and within a second or so after any process has appended to a log of a store, made one or deleted one. It
 * looks at names, sizes and times only, so it costs next to nothing; it does not keep the process alive.
 */
export function watchStore(path: string, connectionsFile: string | undefined, changed: () => void): () => void {
  const look = () => `${fingerprint(path)}\n${connectionsFile === undefined ? "" : journalState(connectionsFile)}`;
  let known = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === known) return;
    known = now;
    changed();
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

const INTERVAL_MS = 700;

function fingerprint(path: string): string {
  const logs = join(path, "logs");
  return names(logs)
    .map((log) => `${log} ${journalState(join(logs, log, "journal.evj"))}`)
    .join("\n");
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function journalState(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs}` : "";
}

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Calls back when the file of connections changed, and within a second or so after any process has appended to a log of
 * a store, described, repaired or damaged one, made one or deleted one. It looks at names, sizes and times only, so it
 * costs next to nothing; it does not keep the process alive.
 */
export function watchStore(path: string, connectionsFile: string | undefined, changed: () => void): () => void {
  const look = () => `${fingerprint(path)}\n${connectionsFile === undefined ? "" : stateOf(connectionsFile)}`;
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
    .map((log) => `${log} ${logState(join(logs, log))}`)
    .join("\n");
}

/** An append writes to the newest segment; a journal of format 1 lies beside the folder of segments. */
function logState(folder: string): string {
  const journal = join(folder, "journal");
  const files = [...names(journal).map((name) => join("journal", name)), "journal.evj", "about.json", "acknowledged"];
  return files.map((file) => `${file} ${stateOf(join(folder, file))}`).join(" ");
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs}` : "";
}

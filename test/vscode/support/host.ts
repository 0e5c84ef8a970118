import assert from "node:assert/strict";
import { extensions, Uri, window, workspace, type TextDocument, type TextEditor } from "vscode";
import type { EvqApi } from "../../../client/src/evq.ts";
import type { RunState } from "../../../server/protocol/results.ts";

/** Opens a file of test/vscode/workspace in an editor. */
export async function openFile(name: string): Promise<TextEditor> {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, "no folder is open");
  return window.showTextDocument(await workspace.openTextDocument(Uri.joinPath(folder.uri, name)));
}

/** Opens an unsaved query. */
export async function openText(content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language: "evq", content });
  await window.showTextDocument(document);
  return document;
}

export async function api(): Promise<EvqApi> {
  const extension = extensions.getExtension<EvqApi>("evq.evq");
  assert.ok(extension);
  return extension.activate();
}

/** Does something that starts a run, and waits until that run has ended. */
export async function ended(start: () => PromiseLike<unknown>): Promise<RunState> {
  const { currentRun, onDidChangeRun } = await api();
  const before = currentRun()?.runId;
  await start();
  return eventually(
    () => {
      const run = currentRun();
      return run && run.runId !== before && run.phase !== "running" ? run : undefined;
    },
    (again) => onDidChangeRun(again),
  );
}

/** Asks until there is an answer; `watch` says when it is worth to ask again, and every 100 ms it is asked anyway. */
export async function eventually<T>(
  ask: () => T | undefined | PromiseLike<T | undefined>,
  watch?: (again: () => void) => { dispose(): void },
  patience = 15_000,
): Promise<T> {
  const until = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`it did not happen within ${patience / 1000} s`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, 100);
      const watching = watch?.(done);
      function done(): void {
        clearTimeout(timer);
        watching?.dispose();
        resolve();
      }
    });
  }
}

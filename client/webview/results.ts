import type { FromPage } from "../protocol/panel.ts";
import { ResultsPage, type Kept } from "./resultsPage.ts";
import { readMessage } from "./messages.ts";
import "./results.css";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById("results");
if (root) {
  const page = new ResultsPage(root, (message) => vscode.postMessage(message), {
    read: () => vscode.getState(),
    write: (kept) => vscode.setState(kept),
  });
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data);
    if (message) page.receive(message);
  });
  vscode.postMessage({ type: "ready" });
}

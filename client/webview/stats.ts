import { render } from "lit";
import type { FromStats, KeptStats, ToStats } from "../protocol/stats.ts";
import { statsView } from "./statsView.ts";
import "./stats.css";

declare function acquireVsCodeApi(): { postMessage(message: FromStats): void; setState(state: KeptStats): void };

const vscode = acquireVsCodeApi();
const root = document.getElementById("stats");
if (root) {
  const refresh = () => vscode.postMessage({ type: "refresh" });
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (!isMessage(data)) return;
    if (data.type === "stats") vscode.setState({ log: data.stats.log.name });
    render(statsView(data, refresh), root);
  });
  vscode.postMessage({ type: "ready" });
}

/** Only the extension can post here; of anything else there is nothing to show. */
function isMessage(data: unknown): data is ToStats {
  return typeof data === "object" && data !== null && "type" in data;
}

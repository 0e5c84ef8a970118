import { Uri, type Webview } from "vscode";
import { frame } from "./frame.ts";

/** The HTML of the page of a name for one webview, with a nonce that is used once. */
export function pageHtml(webview: Webview, root: Uri, name: "results" | "stats" = "results"): string {
  return frame({
    nonce: crypto.randomUUID(),
    source: webview.cspSource,
    script: webview.asWebviewUri(Uri.joinPath(root, `${name}.js`)).toString(),
    style: webview.asWebviewUri(Uri.joinPath(root, `${name}.css`)).toString(),
    name,
    title: name === "stats" ? "Statistics of a Log" : "Query Results",
  });
}

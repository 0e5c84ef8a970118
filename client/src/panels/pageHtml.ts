import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";
import { frame } from "./frame.ts";

/** The HTML of the results page for one webview, with a nonce that is used once. */
export function pageHtml(webview: Webview, root: Uri): string {
  return frame({
    nonce: randomBytes(16).toString("base64url"),
    source: webview.cspSource,
    script: webview.asWebviewUri(Uri.joinPath(root, "results.js")).toString(),
    style: webview.asWebviewUri(Uri.joinPath(root, "results.css")).toString(),
  });
}

import type { FromRenderer, OutputMetadata, ToRenderer } from "../../protocol/notebook.ts";
import { isObject, isText } from "../guards.ts";
import { readMessage } from "../messages.ts";
import { OutputView } from "./outputView.ts";
import "../results.css";
import "./renderer.css";

/** What VS Code gives a renderer: the part of its API that we use. */
interface RendererContext {
  readonly postMessage?: (message: FromRenderer) => void;
  readonly onDidReceiveMessage?: (listener: (message: unknown) => void) => unknown;
}

interface OutputItem {
  readonly id: string;
  readonly metadata?: unknown;
  json(): unknown;
}

/** Called by VS Code when a notebook first shows a result. */
export async function activate(context: RendererContext) {
  await addStyles();
  const views = new Map<string, OutputView>();
  /** The output that the user copies from. */
  let asking: OutputView | undefined;
  context.onDidReceiveMessage?.((message) => {
    const read = readAnswer(message);
    if (read?.type === "copySelection") asking?.receive(read);
    else if (read) for (const view of views.values()) view.receive(read);
  });
  const newView = (): OutputView => {
    const { postMessage } = context;
    const view: OutputView = new OutputView(
      postMessage &&
        ((message) => {
          asking = view;
          postMessage(message);
        }),
    );
    return view;
  };
  return {
    renderOutputItem(item: OutputItem, element: HTMLElement): void {
      const view = views.get(item.id) ?? newView();
      views.set(item.id, view);
      if (view.element.parentElement !== element) element.replaceChildren(view.element);
      if (!view.show(read(item), item.id, metadataOf(item.metadata))) {
        element.textContent = "This result cannot be shown. Run the cell again.";
      }
    },
    disposeOutputItem(id?: string): void {
      if (id === undefined) views.clear();
      else views.delete(id);
    },
  };
}

/** Resolves when the sheet is there, or cannot be had: then the result is shown plainly. */
function addStyles(): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("./renderer.css", import.meta.url).href;
  return new Promise((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
}

function read(item: OutputItem): unknown {
  try {
    return item.json();
  } catch {
    return undefined;
  }
}

function metadataOf(value: unknown): Partial<OutputMetadata> {
  if (!isObject(value)) return {};
  const { runId, wayOutTitle } = value;
  return { ...(isText(runId) && { runId }), ...(isText(wayOutTitle) && { wayOutTitle }) };
}

function readAnswer(value: unknown): ToRenderer | undefined {
  if (isObject(value) && value["type"] === "gone") {
    const { runId } = value;
    return isText(runId) ? { type: "gone", runId } : undefined;
  }
  return readMessage(value);
}

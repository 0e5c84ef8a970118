import { commands, env, notebooks, window, type Disposable, type NotebookEditor } from "vscode";
import type { Column, RunState } from "../../../server/protocol/results.ts";
import type { CopyFormat, FromPage } from "../../protocol/panel.ts";
import type { FromRenderer, SavedResult, ToRenderer } from "../../protocol/notebook.ts";
import type { ReadOnlyDocuments } from "../documents/readOnly.ts";
import { readFailure, type Failures } from "../failures.ts";
import { chooseFormat } from "../panels/chooseFormat.ts";
import { chooseOrder } from "../panels/chooseOrder.ts";
import { copyText } from "../panels/copyText.ts";
import { failedAnswer } from "../panels/failedAnswer.ts";
import { fetchCells } from "../panels/fetchCells.ts";
import { isFormat, readMessage } from "../panels/messages.ts";
import { openDiff } from "../panels/openDiff.ts";
import type { Wire } from "../wire.ts";
import type { LiveRuns } from "./liveRuns.ts";
import { isResult } from "./savedOutput.ts";

interface AnswerParts {
  readonly wire: Wire;
  readonly live: LiveRuns;
  readonly failures: Failures;
  readonly documents: ReadOnlyDocuments;
}

/** Answers the renderers of results from the runs that the server still has. */
export class RendererAnswers implements Disposable {
  readonly #parts: AnswerParts;
  readonly #messaging = notebooks.createRendererMessaging("evq-result");
  readonly #subscriptions: readonly Disposable[];

  constructor(parts: AnswerParts) {
    this.#parts = parts;
    this.#subscriptions = [
      this.#messaging.onDidReceiveMessage(({ editor, message }: { editor: NotebookEditor; message: unknown }) => {
        const read = readMessage(message) ?? readCopy(message);
        if (read) this.#receive(editor, read).catch((thrown: unknown) => parts.failures.show(thrown));
      }),
      parts.live.onDidChange(({ text: _, ...run }) => {
        const wayOutTitle = run.failure && parts.failures.wayOutTitle(run.failure);
        void this.#messaging.postMessage({
          type: "run",
          run: { ...run, ...(wayOutTitle !== undefined && { wayOutTitle }) },
        });
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #receive(editor: NotebookEditor, message: FromRenderer): Promise<void> {
    if (message.type === "copyCells") return copy(message.format, message.columns, message.cells);
    if (!("runId" in message)) return;
    const { live } = this.#parts;
    const { runId } = message;
    const tell = (answer: ToRenderer) => this.#messaging.postMessage(answer, editor);
    if (message.type === "copyAs") {
      const format = await chooseFormat();
      return format && void (await tell({ type: "copySelection", format }));
    }
    const state = live.state(runId);
    if (!state) return void (await tell({ type: "gone", runId }));
    try {
      await this.#obey(message, state, tell);
    } catch (thrown) {
      const failed = failedAnswer(message, readFailure(thrown));
      if (!failed) throw thrown;
      await tell(failed);
    }
  }

  async #obey(
    message: Extract<FromPage, { readonly runId: string }>,
    state: RunState,
    tell: (answer: ToRenderer) => Thenable<boolean>,
  ): Promise<void> {
    const { wire, live } = this.#parts;
    const { runId } = message;
    switch (message.type) {
      case "rows":
      case "changes":
      case "comparison":
        return void (await tell(await this.#page(message)));
      case "reduced":
        return void (await tell({ type: "reduced", runId, table: await wire.request("evq/run/reduced", { runId }) }));
      case "chartRows": {
        const all = { start: 0, end: state.columns.length };
        const rows = await fetchCells(wire, state, { start: 0, end: MAX_CHART_ROWS }, all);
        return void (await tell({ type: "chartRows", runId, rows }));
      }
      case "sort":
        return live.sort(runId, message.sort);
      case "sortAs": {
        const order = await chooseOrder(state);
        return order === undefined ? undefined : live.sort(runId, order);
      }
      case "openDiff":
        return openDiff(this.#parts, runId, message.at);
      case "cancel":
        return void (await wire.request("evq/run/cancel", { runId }));
      case "commit":
        return void (await commands.executeCommand("evq.checkpoint.commit", { preview: { runId } }));
      case "copy": {
        const cells = await fetchCells(wire, state, message.rows, message.columns);
        const { start, end } = message.columns;
        return copy(message.format, state.columns.slice(start, end), cells);
      }
      case "wayOut":
        return state.failure && this.#parts.failures.takeWayOut(state.failure);
      default: // what only the panel offers
    }
  }

  async #page(message: Extract<FromPage, { type: "rows" | "changes" | "comparison" }>): Promise<ToRenderer> {
    const { wire } = this.#parts;
    const { runId, offset, count } = message;
    switch (message.type) {
      case "rows":
        return { type: "rows", runId, page: await wire.request("evq/run/page", { runId, offset, count }) };
      case "changes":
        return { type: "changes", runId, page: await wire.request("evq/run/changes", { runId, offset, count }) };
      case "comparison": {
        const { kinds } = message;
        return {
          type: "comparison",
          runId,
          page: await wire.request("evq/run/comparison", { runId, kinds, offset, count }),
        };
      }
    }
  }
}

async function copy(format: CopyFormat, columns: readonly Column[], cells: SavedResult["rows"]): Promise<void> {
  await env.clipboard.writeText(copyText(format, columns, cells));
  window.setStatusBarMessage(cells.length === 1 ? "Copied" : `Copied ${cells.length.toLocaleString("en-US")} rows`, 3000); // prettier-ignore
}

/** Cells that a notebook saved are judged like those of its file. */
function readCopy(value: unknown): Extract<FromRenderer, { type: "copyCells" }> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, format, columns, cells } = value as Readonly<Record<string, unknown>>;
  if (type !== "copyCells" || !isFormat(format)) return undefined;
  const result = { columns, rows: cells };
  return isResult(result) ? { type, format, columns: result.columns, cells: result.rows } : undefined;
}

/** More rows than a chart can draw apart; the page says when there are more. */
const MAX_CHART_ROWS = 10_000;

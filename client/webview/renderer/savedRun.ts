import type { ComparedRow } from "../../../server/protocol/results.ts";
import type { SavedResult } from "../../protocol/notebook.ts";
import type { FromPage, ShownRun, ToPage } from "../../protocol/panel.ts";
import { isListOf, isObject } from "../guards.ts";
import { readMessage } from "../messages.ts";

/** A run that a notebook saved, and its rows as far as they are saved. */
export class SavedRun {
  readonly run: ShownRun;
  readonly #result: Partial<SavedResult>;

  private constructor(run: ShownRun, result: Partial<SavedResult>) {
    this.run = run;
    this.#result = result;
  }

  /** Reads the JSON of an output; undefined where it is none of ours. */
  static read(value: unknown, runId: string): SavedRun | undefined {
    if (!isObject(value) || !isObject(value["run"])) return undefined;
    const result = isObject(value["result"]) ? value["result"] : {};
    const { shape, comparison, columns = [], rows = [] } = result;
    if (!isListOf(rows, Array.isArray)) return undefined;
    const known = { ...value["run"], runId, columns, ...(shape !== undefined && { shape }) };
    const message = readMessage({ type: "run", run: comparison === undefined ? known : { ...known, comparison } });
    return message?.type === "run" && message.run ? new SavedRun(message.run, result) : undefined;
  }

  /** As it is shown when these rows are all that can be had. */
  get alone(): ShownRun {
    return this.saved < this.run.rowCount ? { ...this.run, savedRows: this.saved } : this.run;
  }

  /** How many rows can be looked at. */
  get saved(): number {
    return this.#result.rows?.length ?? 0;
  }

  get hasAll(): boolean {
    return this.saved >= this.run.rowCount;
  }

  /** Of a table's cells, those that are saved. */
  cells({ rows, columns }: Extract<FromPage, { type: "copy" }>): SavedResult["rows"] {
    return (this.#result.rows ?? []).slice(rows.start, rows.end).map((row) => row.slice(columns.start, columns.end));
  }

  /**
   * What the page asked for, from what is saved; undefined where that does not suffice, or the page asks for an action.
   * @param isAlone whether there is nobody else to ask: then what there is must do
   */
  answer(message: FromPage, isAlone: boolean): ToPage | undefined {
    const answer = this.#answer(message, isAlone);
    return answer === undefined ? undefined : readMessage(answer);
  }

  #answer(message: FromPage, isAlone: boolean): unknown {
    const { rows = [], changes, compared, totals, grouping, groups = [] } = this.#result;
    const { runId, rowCount } = this.run;
    const part = <T>(items: readonly T[], offset: number, count: number): readonly T[] | undefined => {
      const found = items.slice(offset, offset + count);
      return isAlone || found.length === Math.min(count, rowCount - offset) ? found : undefined;
    };
    switch (message.type) {
      case "rows": {
        const found = part(rows, message.offset, message.count);
        return found && { type: "rows", runId, page: { offset: message.offset, rows: found } };
      }
      case "changes": {
        const found = changes && part(changes, message.offset, message.count);
        return found && { type: "changes", runId, page: { offset: message.offset, changes: found } };
      }
      case "comparison":
        return compared && (isAlone || compared.length >= rowCount) ? this.#differences(message, compared) : undefined;
      case "reduced": {
        if (!totals) return undefined;
        return { type: "reduced", runId, table: { totals, grouping: { kind: grouping, groups, limit: 0 } } };
      }
      case "chartRows":
        return isAlone || this.hasAll ? { type: "chartRows", runId, rows } : undefined;
      default:
        return undefined;
    }
  }

  #differences({ kinds, offset, count }: Extract<FromPage, { type: "comparison" }>, compared: readonly ComparedRow[]) {
    const wanted = compared.filter(({ change }) => kinds.includes(change));
    const page = { offset, kinds, total: wanted.length, rows: wanted.slice(offset, offset + count) };
    return { type: "comparison", runId: this.run.runId, page };
  }
}

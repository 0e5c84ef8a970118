import type { ExportReport, ExportFormat } from "../../protocol/results.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError } from "../base/failure.ts";
import type { Clock, Outputs } from "../base/ports.ts";
import type { Runs } from "../engine/api.ts";
import { fromWire } from "../engine/wire.ts";
import { EXPORT_FORMATS } from "./formats.ts";

export interface ExportRequest {
  readonly runId: string;
  readonly file: string;
  readonly format: ExportFormat;
  /** Whether text that a spreadsheet would take for a formula stays as it is. */
  readonly rawFormulas: boolean;
}

/** Rows that are in memory at once. */
const PAGE = 2000;

/**
 * Writes the rows of a run that is over to a file, in the order that they are shown in; the file is there whole or not
 * at all.
 * @throws EvqError `result.gone`, `usage` for a run that goes on, `export.too-large`, `file.unwritable`, `cancelled`
 */
export async function exportRun(
  runs: Pick<Runs, "state" | "page">,
  { outputs, clock }: { readonly outputs: Outputs; readonly clock: Clock },
  { runId, file, format, rawFormulas }: ExportRequest,
  cancellation: Cancellation,
): Promise<ExportReport> {
  const began = clock.elapsed();
  const state = await runs.state(runId);
  const { columns, rowCount, completeness, phase, notes, expectations = [], elapsedMs } = state;
  if (phase !== "done" || !completeness)
    throw new EvqError("usage", "Only a result that is all there can be exported.", "Wait until the query is done.");
  const out = await outputs.create(file);
  const writer = EXPORT_FORMATS[format](out, { hidesEmpty: false, rawFormulas, spool: outputs.spool });
  try {
    for (let offset = 0; offset < rowCount; offset += PAGE) {
      cancellation.check();
      const { rows } = await runs.page(runId, offset, Math.min(PAGE, rowCount - offset));
      await writer.rows(
        columns,
        rows.map((row) => row.map(fromWire)),
      );
    }
    const shown = columns.map((_, place) => place);
    await writer.end({ columns, shown, rowCount, completeness, notes, expectations, elapsedMs });
    await out.commit();
    return { file, rows: rowCount, bytes: out.size, elapsedMs: clock.elapsed() - began };
  } catch (thrown) {
    await out.abandon();
    throw thrown;
  } finally {
    writer.close();
  }
}

import { toFailure } from "../../base/failure.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import { rowOf } from "../../query/row.ts";
import type { RowPage, ScanContext } from "../connector.ts";
import type { EventPages } from "./eventRows.ts";
import { PageFailure } from "./follow.ts";

/**
 * The rows of a scan whose order means nothing, page by page as they come, for whoever reads on where he stopped and
 * knows himself what he has read. A page that fails after others came makes the result partial.
 */
export async function* unorderedRows(
  context: ScanContext,
  connection: string,
  pages: EventPages,
): AsyncGenerator<RowPage> {
  let looked = 0;
  let number = 0;
  try {
    for await (const events of pages(context)) {
      looked += events.length;
      context.progress(looked, ++number);
      yield { columns: EVENT_FIELDS, rows: events.map((event) => rowOf(event).values) };
    }
  } catch (thrown) {
    if (!(thrown instanceof PageFailure) || context.cancellation.cancelled)
      throw thrown instanceof PageFailure ? thrown.cause : thrown;
    const reason = `Page ${thrown.page} of ${connection} failed: ${toFailure(thrown.cause).message}`;
    return yield { columns: EVENT_FIELDS, rows: [], completeness: { verdict: "partial", reason } };
  }
  yield { columns: EVENT_FIELDS, rows: [], completeness: { verdict: "complete" } };
}

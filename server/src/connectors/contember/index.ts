import type { Note } from "../../../protocol/results.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import type { Query } from "../../query/query.ts";
import type { Connector, RowPage, ScanContext } from "../connector.ts";
import { DEAD_LETTER } from "../resumption.ts";
import { eventRows, pageSizeFor } from "../paging/eventRows.ts";
import { remoteKind } from "../remote.ts";
import type { RemoteParts } from "../remote.ts";
import { contemberCapabilities } from "./capabilities.ts";
import { contemberResumption } from "./resumption.ts";
import { drained } from "./drain.ts";
import { contemberPage } from "./page.ts";
import { LARGEST_PAGE, contemberRequest } from "./request.ts";
import { isSelected, selectionOf } from "./selection.ts";
import type { Selection } from "./selection.ts";
import { CONTEMBER_KEYS } from "./settings.ts";
import type { ContemberSettings } from "./settings.ts";

/** The history of a Contember project, by the GraphQL of its system API. */
export const contember = remoteKind({
  keys: CONTEMBER_KEYS,
  secretNames: ["secret"],
  addresses: ({ url }) => [url],
  secrets: ({ url }) => [{ name: "secret", title: "Token", origin: new URL(url).origin }],
  connect: (settings, parts) => () => connector(settings, parts),
});

/** So that the first rows come soon, and the engine does not hold much for one request. */
const PAGE_SIZE = 2000;

function connector(settings: ContemberSettings, parts: RemoteParts): Connector {
  return {
    capabilities: contemberCapabilities,
    eventsPerRequest: (query) => pageSizeFor(query, largestPage(settings)),
    resumption: contemberResumption(settings),
    scan: (_source, query, context) => {
      const selection = selectionOf(query);
      return selection ? rowsOf(settings, parts, query, selection, context) : noRows();
    },
  };
}

function largestPage({ pageSize }: ContemberSettings): number {
  return Math.min(pageSize ?? PAGE_SIZE, LARGEST_PAGE);
}

function rowsOf(
  settings: ContemberSettings,
  { name, senderOf }: RemoteParts,
  query: Query,
  selection: Selection,
  context: ScanContext,
): AsyncIterable<RowPage> {
  const withOld = !context.reads || ["old", "new"].some((column) => context.reads?.has(column));
  const largest = largestPage(settings);
  const rows = eventRows(query, context, { connection: name }, async function* (scanContext) {
    const sender = senderOf(scanContext);
    const pages = drained({
      connection: name,
      window: selection.appliedAt,
      descending: query.orderBy?.[0]?.direction === "desc",
      pageSize: pageSizeFor(query, largest),
      momentSize: largest,
      ask: async (place, number) => {
        const request = contemberRequest(settings, selection, place, withOld, await sender.secret("secret"));
        const response = await sender.send({ ...request, purpose: `page ${number}` });
        return contemberPage(name, settings, response, context.resumes);
      },
    });
    for await (const events of pages)
      yield events.filter((event) => event.event_type === DEAD_LETTER || isSelected(event, selection));
  });
  return withOld ? labelled(rows) : rows;
}

const OLD = EVENT_FIELDS.indexOf("old");

const RECONSTRUCTED: Note = {
  code: "source",
  message:
    "old is reconstructed: Contember stores only what changed and folds the values before from earlier events, so they may lack some. The same holds for new but for the columns in payload.",
};

/** Says with the first rows that have values before where those come from. */
async function* labelled(pages: AsyncIterable<RowPage>): AsyncGenerator<RowPage> {
  let isSaid = false;
  for await (const page of pages) {
    const says: boolean = !isSaid && page.rows.some((row) => row[OLD] !== null);
    isSaid ||= says;
    yield says ? { ...page, notes: [...(page.notes ?? []), RECONSTRUCTED] } : page;
  }
}

async function* noRows(): AsyncGenerator<RowPage> {
  yield { columns: EVENT_FIELDS, rows: [], completeness: { verdict: "complete" } };
}

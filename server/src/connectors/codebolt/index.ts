import { EvqError } from "../../base/failure.ts";
import type { LogSource, Query } from "../../query/query.ts";
import type { Connector, ScanContext } from "../connector.ts";
import { pagesByTime } from "../paging/byTime.ts";
import { eventRows, pageSizeFor } from "../paging/eventRows.ts";
import { windowOf } from "../paging/window.ts";
import { remoteKind } from "../remote.ts";
import type { RemoteParts } from "../remote.ts";
import { codeboltCapabilities } from "./capabilities.ts";
import { codeboltResumption } from "./resumption.ts";
import { instantOf } from "../event.ts";
import { at } from "../record.ts";
import { codeboltPage } from "./page.ts";
import { PAGE_SIZE, codeboltQuery } from "./request.ts";
import { CodeboltSession } from "./session.ts";
import { CODEBOLT_KEYS } from "./settings.ts";
import type { CodeboltSettings } from "./settings.ts";

/** Codebolt's event log, by its WebSocket frames; `evq serve` speaks the same. An instance is a log. */
export const codebolt = remoteKind({
  keys: CODEBOLT_KEYS,
  secretNames: ["secret"],
  addresses: ({ url }) => [url],
  secrets: ({ url }) => [{ name: "secret", title: "Token", origin: new URL(url).origin, optional: true }],
  connect: (settings, parts) => (source) => connector(settings, parts, source),
});

function connector(settings: CodeboltSettings, parts: RemoteParts, source: LogSource): Connector {
  if (source.log === undefined)
    throw new EvqError(
      "log.unknown",
      `${parts.name} has many logs, its instances, and the query names none.`,
      `Write the instance behind the connection: from ${parts.name}.INSTANCE.`,
    );
  const pageSize = (query: Query) => pageSizeFor(query, settings.pageSize ?? PAGE_SIZE);
  return {
    capabilities: codeboltCapabilities,
    eventsPerRequest: pageSize,
    resumption: codeboltResumption(settings),
    scan: (_source, query, context) => {
      return eventRows(query, context, { connection: parts.name }, (scanContext) =>
        pages(settings, parts, source, query, pageSize(query), scanContext),
      );
    },
  };
}

async function* pages(
  settings: CodeboltSettings,
  { name, senderOf }: RemoteParts,
  source: LogSource,
  query: Parameters<Connector["scan"]>[1],
  pageSize: number,
  context: ScanContext,
) {
  const session = new CodeboltSession(name, settings.url, senderOf(context));
  try {
    yield* pagesByTime({
      connection: name,
      window: windowOf(query),
      descending: query.orderBy?.[0]?.direction === "desc",
      pageSize,
      shortIsLast: false,
      ask: async (place) => {
        const frame = codeboltQuery(settings, source, query, place, pageSize);
        const reply = await session.ask("eventLog.queryEvents", { query: frame });
        const time = instantOf(at(reply.envelope, ["timestamp"]));
        if (time) context.heard?.(time.micros);
        return codeboltPage(name, reply, context.resumes);
      },
    });
  } finally {
    session.close();
  }
}

import type { Connector } from "../connector.ts";
import { pagesByTime } from "../paging/byTime.ts";
import { eventRows, pageSizeFor } from "../paging/eventRows.ts";
import { windowOf } from "../paging/window.ts";
import type { Query } from "../../query/query.ts";
import { remoteKind } from "../remote.ts";
import type { RemoteParts } from "../remote.ts";
import { pigelloCapabilities } from "./capabilities.ts";
import { currentStates, entitiesRequest } from "./current.ts";
import { pigelloResumption } from "./resumption.ts";
import { pigelloPage } from "./page.ts";
import { LARGEST_PAGE, pigelloRequest } from "./request.ts";
import { PIGELLO_KEYS } from "./settings.ts";
import type { PigelloSettings } from "./settings.ts";

/** Pigello's event log, by its HTTP API. */
export const pigello = remoteKind({
  keys: PIGELLO_KEYS,
  secretNames: ["secret"],
  addresses: ({ url }) => [url],
  secrets: ({ url }) => [{ name: "secret", title: "Client secret", origin: new URL(url).origin }],
  connect: (settings, parts) => () => connector(settings, parts),
});

function connector(settings: PigelloSettings, { name, senderOf }: RemoteParts): Connector {
  const pageSize = (query: Query) => pageSizeFor(query, settings.pageSize ?? LARGEST_PAGE);
  return {
    capabilities: pigelloCapabilities,
    eventsPerRequest: pageSize,
    current: (_source, entities, context) => {
      const sender = senderOf(context);
      return currentStates(name, entities, async (type, ids, page) =>
        sender.send(entitiesRequest(settings, type, ids, page, await sender.secret("secret"))),
      );
    },
    resumption: pigelloResumption(settings),
    scan: (_source, query, context) => {
      return eventRows(query, context, { connection: name }, (scanContext) => {
        const sender = senderOf(scanContext);
        return pagesByTime({
          connection: name,
          window: windowOf(query),
          descending: query.orderBy?.[0]?.direction === "desc",
          pageSize: pageSize(query),
          shortIsLast: true,
          ask: async (place, number) => {
            const request = pigelloRequest(settings, query, place, pageSize(query), await sender.secret("secret"));
            const response = await sender.send({ ...request, purpose: `page ${number}` });
            return pigelloPage(name, response, place.page, context.resumes);
          },
        });
      });
    },
  };
}

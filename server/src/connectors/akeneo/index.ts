import type { Connector } from "../connector.ts";
import { FetchedToken, accessToken, basicAuthorization } from "../credentials.ts";
import { pagesByTime } from "../paging/byTime.ts";
import { eventRows, pageSizeFor } from "../paging/eventRows.ts";
import { windowOf } from "../paging/window.ts";
import type { Query } from "../../query/query.ts";
import { remoteKind } from "../remote.ts";
import type { RemoteParts } from "../remote.ts";
import type { Sender } from "../sender.ts";
import { akeneoCapabilities } from "./capabilities.ts";
import { akeneoResumption } from "./resumption.ts";
import { akeneoPage } from "./page.ts";
import { PAGE_SIZE, akeneoRequest, tokenRequest } from "./request.ts";
import { AKENEO_KEYS, platformUrl } from "./settings.ts";
import type { AkeneoSettings } from "./settings.ts";

/** The logs of Akeneo's Event Platform, by its HTTP API. */
export const akeneo = remoteKind({
  keys: AKENEO_KEYS,
  secretNames: ["clientSecret", "password"],
  addresses: (settings) => [platformUrl(settings), settings.pim],
  secrets: (settings) => {
    const pim = new URL(settings.pim).origin;
    if (settings.username === undefined)
      return [{ name: "secret", title: "Token", origin: new URL(platformUrl(settings)).origin }];
    return [
      { name: "clientSecret", title: "Client secret", origin: pim },
      { name: "password", title: `Password of ${settings.username}`, origin: pim },
    ];
  },
  connect: (settings, parts) => {
    const token = new FetchedToken();
    return () => connector(settings, parts, token);
  },
});

function connector(settings: AkeneoSettings, { name, senderOf }: RemoteParts, token: FetchedToken): Connector {
  const pageSize = (query: Query) => pageSizeFor(query, settings.pageSize ?? PAGE_SIZE);
  return {
    capabilities: akeneoCapabilities,
    eventsPerRequest: pageSize,
    resumption: akeneoResumption(settings),
    scan: (_source, query, context) => {
      return eventRows(query, context, { connection: name, moves: true }, (scanContext) => {
        const sender = senderOf(scanContext);
        return pagesByTime({
          connection: name,
          window: windowOf(query),
          descending: query.orderBy?.[0]?.direction === "desc",
          pageSize: pageSize(query),
          shortIsLast: false,
          ask: async (place, number) => {
            const response = await token.use(
              () => tokenFor(settings, name, sender),
              (value) =>
                sender.send({
                  ...akeneoRequest(settings, query, place, pageSize(query), value),
                  purpose: `page ${number}`,
                }),
            );
            return akeneoPage(name, response, context.resumes);
          },
        });
      });
    },
  };
}

/** The token that is the connection's secret, or a new one from the PIM. */
async function tokenFor(settings: AkeneoSettings, name: string, sender: Sender): Promise<string> {
  if (settings.username === undefined) return sender.secret("secret");
  const pim = new URL(settings.pim).origin;
  const authorization = await basicAuthorization(sender, settings.clientId, "clientSecret", pim);
  const response = await sender.send(tokenRequest(settings, authorization, await sender.secret("password")));
  return accessToken(name, response, sender, new URL(platformUrl(settings)).origin);
}

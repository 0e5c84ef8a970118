import { EvqError } from "../../base/failure.ts";
import type { LogSource } from "../../query/query.ts";
import type { Connector } from "../connector.ts";
import { FetchedToken, accessToken, basicAuthorization } from "../credentials.ts";
import { eventRows } from "../paging/eventRows.ts";
import type { EventPages } from "../paging/eventRows.ts";
import { unorderedRows } from "../paging/unorderedRows.ts";
import { limitOf, windowOf } from "../paging/window.ts";
import { remoteKind } from "../remote.ts";
import type { RemoteParts } from "../remote.ts";
import type { Sender } from "../sender.ts";
import { openContentCapabilities } from "./capabilities.ts";
import { currentStates, objectRequest } from "./current.ts";
import { openContentPage } from "./page.ts";
import { idBefore, openContentRequest, tokenRequest } from "./request.ts";
import { eventsByTime } from "./read.ts";
import { openContentResumption } from "./resumption.ts";
import { OPENCONTENT_KEYS } from "./settings.ts";
import type { OpenContentSettings } from "./settings.ts";

/** The two logs of a Naviga OpenContent repository, by its HTTP API. */
export const opencontent = remoteKind({
  keys: OPENCONTENT_KEYS,
  secretNames: ["secret"],
  addresses: ({ url, tokenUrl }) => (tokenUrl === undefined ? [url] : [url, tokenUrl]),
  secrets: ({ url, tokenUrl }) => [
    tokenUrl === undefined
      ? { name: "secret", title: "Password", origin: new URL(url).origin }
      : { name: "secret", title: "Client secret", origin: new URL(tokenUrl).origin },
  ],
  connect: (settings, parts) => {
    const token = new FetchedToken();
    return (source) => connector(settings, parts, token, source);
  },
});

function connector(
  settings: OpenContentSettings,
  { name, senderOf }: RemoteParts,
  token: FetchedToken,
  { log = "" }: LogSource,
): Connector {
  const capabilities = openContentCapabilities[log];
  if (!capabilities)
    throw new EvqError(
      "log.unknown",
      `${name} has no log ${log === "" ? "of its own" : log}.`,
      `Write ${name}.eventlog or ${name}.contentlog.`,
    );
  return {
    capabilities,
    eventsPerRequest: () => undefined,
    current: (_source, entities, context) => {
      const sender = senderOf(context);
      return currentStates(name, entities, (uuid) =>
        token.use(
          () => authorizationOf(settings, name, sender),
          (authorization) => sender.send(objectRequest(settings, uuid, authorization)),
        ),
      );
    },
    // The content log holds the last event of each object only, so there is no way to read on in it.
    ...(log === "eventlog" && { resumption: openContentResumption }),
    scan: (_source, query, context) => {
      const pages: EventPages = (scanContext) => {
        const sender = senderOf(scanContext);
        let read = 0;
        return eventsByTime({
          connection: name,
          window: windowOf(query),
          after: idBefore(query),
          descending: query.orderBy?.[0]?.direction === "desc",
          limit: limitOf(query),
          byNumber: context.resumes ?? false,
          ask: async (event, number) => {
            const send = (authorization: string) =>
              sender.send({ ...openContentRequest(settings, log, event, authorization), purpose: `page ${number}` });
            const response = await token.use(() => authorizationOf(settings, name, sender), send);
            const events = openContentPage(name, response, context.resumes);
            read += events.length;
            scanContext.progress(read, number);
            return events;
          },
        });
      };
      return context.resumes
        ? unorderedRows(context, name, pages)
        : eventRows(query, context, { connection: name, tells: true }, pages);
    },
  };
}

async function authorizationOf(settings: OpenContentSettings, name: string, sender: Sender): Promise<string> {
  const { url, tokenUrl, username, clientId } = settings;
  const { origin } = new URL(url);
  if (tokenUrl === undefined) return basicAuthorization(sender, username ?? "", "secret", origin);
  const authorization = await basicAuthorization(sender, clientId ?? "", "secret", new URL(tokenUrl).origin);
  return `Bearer ${accessToken(name, await sender.send(tokenRequest(tokenUrl, authorization)), sender, origin)}`;
}

import type { Connector } from "../../connectors/connector.ts";
import type { Redactor } from "./redactor.ts";

/**
 * A connector of which nothing secret comes out, in failures and verdicts no more than in notes; how each of its scans
 * ended is told, with what was thrown or undefined.
 */
export function watched(connector: Connector, redactor: Redactor, ended: (thrown: unknown) => void): Connector {
  const { current, eventsPerRequest } = connector;
  return {
    capabilities: connector.capabilities,
    ...(eventsPerRequest && { eventsPerRequest }),
    ...(current && {
      current: async function* (...asked: Parameters<typeof current>) {
        try {
          for await (const states of current(...asked))
            yield states.map((state) =>
              state.reason === undefined ? state : { ...state, reason: redactor.clean(state.reason) },
            );
        } catch (thrown) {
          throw redactor.cleanError(thrown);
        }
      },
    }),
    ...(connector.resumption && { resumption: connector.resumption }),
    scan: async function* (source, query, context) {
      let failure: unknown;
      try {
        for await (const page of connector.scan(source, query, context)) {
          const { completeness, notes } = page;
          yield {
            ...page,
            ...(completeness?.reason !== undefined && {
              completeness: { ...completeness, reason: redactor.clean(completeness.reason) },
            }),
            ...(notes && { notes: notes.map((note) => ({ ...note, message: redactor.clean(note.message) })) }),
          };
        }
      } catch (thrown) {
        failure = redactor.cleanError(thrown);
        throw failure;
      } finally {
        // Also when the rows that came were enough.
        if (!context.cancellation.cancelled) ended(failure);
      }
    },
  };
}

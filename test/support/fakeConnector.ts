import type { Connector, RowPage } from "../../server/src/connectors/connector.ts";
import type { Capabilities } from "../../server/src/plan/capabilities.ts";
import type { Completeness } from "../../server/protocol/results.ts";
import type { Event } from "../../server/src/query/event.ts";
import { answerOf } from "./fakeSource.ts";

export interface FakeConnection {
  readonly abilities: Capabilities;
  readonly events: readonly Event[];
  /** Ids that are sent needlessly where a filter is only narrowed down. */
  readonly extra?: readonly string[];
  readonly completeness?: Completeness;
}

/** A source that answers in pages of two rows, and counts how many it was asked for. */
export class FakeConnector implements Connector {
  readonly capabilities: Capabilities;
  pages = 0;
  readonly #connection: FakeConnection;

  constructor(connection: FakeConnection) {
    this.capabilities = connection.abilities;
    this.#connection = connection;
  }

  async *scan(...[_source, query, context]: Parameters<Connector["scan"]>): AsyncGenerator<RowPage> {
    const { events, abilities, extra = [], completeness = { verdict: "complete" } } = this.#connection;
    const { columns, rows } = answerOf(query, events, abilities, extra);
    for (let at = 0; at < rows.length; at += 2) {
      this.pages++;
      context.progress(at);
      yield { columns, rows: rows.slice(at, at + 2).map(({ values }) => values) };
    }
    yield { columns, rows: [], completeness };
  }
}

import type { Answer, Served } from "./server.ts";

/** One event of a project's history as the engine sends it. */
export interface ContemberEvent {
  readonly id: string;
  readonly appliedAt: string;
  readonly createdAt: string;
  readonly [field: string]: unknown;
}

interface Asked {
  readonly variables: {
    readonly args: {
      readonly filter?: { readonly appliedAt?: { readonly from?: string; readonly to?: string } };
      readonly order: string;
      readonly offset?: number;
      readonly limit: number;
    };
  };
}

/**
 * The pages of a history as Contember's engine makes them, by time only, in the order in which it is given. For
 * measuring: what is right is tested against the real engine.
 */
export function contemberAnswer(history: readonly ContemberEvent[], token = "contember-token") {
  return ({ headers, body }: Served): Answer => {
    if (headers["authorization"] !== `Bearer ${token}`)
      return { status: 401, body: JSON.stringify({ errors: [{ message: "no", code: 401 }] }) };
    const { filter, order, offset = 0, limit } = (JSON.parse(body) as Asked).variables.args;
    const { from = "", to = "~" } = filter?.appliedAt ?? {};
    const found = history.filter(({ appliedAt }) => appliedAt >= from && appliedAt <= to);
    if (order === "APPLIED_AT_DESC") found.reverse();
    return { status: 200, body: JSON.stringify({ data: { events: found.slice(offset, offset + limit) } }) };
  };
}

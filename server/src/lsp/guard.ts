import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { CancellationToken } from "vscode-languageserver";
import type { Failure } from "../../protocol/failure.ts";
import type { Cancellation } from "../base/cancellation.ts";
import { EvqError, toFailure } from "../base/failure.ts";

/** Where defects are told to the developer; never event text or secrets. */
export interface Log {
  error(message: string): void;
}

export type Answer = (params: unknown, cancellation: Cancellation) => unknown;

/**
 * Stands before every request: one that was taken back is not begun, a refusal becomes an LSP error
 * that carries the `Failure`, and a defect is logged and answered as `internal`. Nothing gets past it.
 */
export function guardRequest(
  method: string,
  answer: Answer,
  log: Log,
): (params: unknown, token: CancellationToken) => Promise<unknown> {
  return async (params, token) => {
    const cancellation = cancellationOf(token);
    try {
      cancellation.check();
      return (await answer(params, cancellation)) ?? null;
    } catch (thrown) {
      return asResponseError(thrown, method, log);
    }
  };
}

/** The same before a notification, which has no answer: what goes wrong is logged. */
export function guardNotification(
  method: string,
  receive: (params: unknown) => unknown,
  log: Log,
): (params: unknown) => Promise<void> {
  return async (params) => {
    try {
      await receive(params);
    } catch (thrown) {
      log.error(`${method}: ${describe(thrown)}`);
    }
  };
}

/** The document changed while its answer was worked out, so the answer is about a text that is gone. */
export class StaleAnswer extends Error {
  override readonly name = "StaleAnswer";
}

function asResponseError(thrown: unknown, method: string, log: Log): ResponseError<Failure> {
  if (thrown instanceof StaleAnswer) return new ResponseError(LSPErrorCodes.ContentModified, "The document changed.");
  const failure = toFailure(thrown);
  if (!(thrown instanceof EvqError)) log.error(`${method}: ${describe(thrown)}`);
  return new ResponseError(errorCode(failure), failure.message, failure);
}

function errorCode(failure: Failure): number {
  switch (failure.code) {
    case "cancelled":
      return LSPErrorCodes.RequestCancelled;
    case "usage":
      return ErrorCodes.InvalidParams;
    case "internal":
      return ErrorCodes.InternalError;
    default:
      return LSPErrorCodes.RequestFailed;
  }
}

function cancellationOf(token: CancellationToken): Cancellation {
  return {
    get cancelled() {
      return token.isCancellationRequested;
    },
    check() {
      if (token.isCancellationRequested) throw new EvqError("cancelled", "The request was cancelled.");
    },
    onCancel(listener) {
      const subscription = token.onCancellationRequested(listener);
      return () => subscription.dispose();
    },
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

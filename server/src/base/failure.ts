import type { Failure, FailureCode, WayOut } from "../../protocol/failure.ts";

/** The one error that I/O throws on purpose; anything else that is thrown is a defect and becomes `internal`. */
export class EvqError extends Error {
  override readonly name = "EvqError";
  readonly code: FailureCode;
  readonly wayOut?: WayOut;

  /** `message` says what happened to what; `wayOut` says what to do now. */
  constructor(code: FailureCode, message: string, wayOut?: string | WayOut, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (wayOut !== undefined) this.wayOut = typeof wayOut === "string" ? { text: wayOut } : wayOut;
  }
}

/** What crosses the wire for any thrown value. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof EvqError) {
    const { code, message, wayOut } = thrown;
    return wayOut === undefined ? { code, message } : { code, message, wayOut };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    message: `EVQ met an error of its own: ${message}`,
    wayOut: { text: "Run it again; if it stays, report it with the steps that led here." },
  };
}

export function fromFailure(failure: Failure): EvqError {
  return new EvqError(failure.code, failure.message, failure.wayOut);
}

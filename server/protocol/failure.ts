/** Every way in which something asked of EVQ can fail. Callers switch on the code and never read the message. */
export type FailureCode =
  | "usage"
  | "cancelled"
  | "internal"
  | "query.invalid"
  | "query.none"
  | "query.not-available"
  | "query.not-core"
  | "query.unbounded"
  | "json.invalid"
  | "query.too-large"
  | "parameter.missing"
  | "parameter.invalid"
  | "expectation.failed"
  | "source.unknown"
  | "source.not-connected"
  | "source.failed"
  | "source.unreachable"
  | "source.unreadable"
  | "source.unauthorized"
  | "source.forbidden"
  | "source.no-secret"
  | "source.insecure"
  | "source.untrusted"
  | "connection.invalid"
  | "file.not-found"
  | "file.unreadable"
  | "file.unwritable"
  | "import.unreadable"
  | "import.changed"
  | "profile.unreadable"
  | "log.unknown"
  | "log.exists"
  | "event.invalid"
  | "log.name-invalid"
  | "store.locked"
  | "store.corrupt"
  | "store.newer-format"
  | "store.read-only"
  | "store.write-failed"
  | "store.too-large"
  | "checkpoint.unknown"
  | "checkpoint.unreadable"
  | "checkpoint.exists"
  | "checkpoint.moved"
  | "result.gone"
  | "result.too-large"
  | "export.too-large"
  | "serve.failed"
  | "notebook.unreadable"
  | "notebook.newer-format";

/** What happened to what (`message`) and what to do now (`wayOut`), as it crosses the wire. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly wayOut?: WayOut;
}

/** What the user can do now: a sentence, and a VS Code command where there is one. */
export interface WayOut {
  readonly text: string;
  readonly command?: string;
}

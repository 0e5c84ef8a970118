import type { FailureCode } from "../../protocol/failure.ts";

/** What the program's exit code says; scripts rely on it. */
export const EXIT = { done: 0, failed: 1, usage: 2, source: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a failure. */
export function exitCodeOf(code: FailureCode): ExitCode {
  switch (code) {
    case "usage":
    case "json.invalid":
    case "parameter.missing":
    case "parameter.invalid":
    case "file.not-found":
    case "file.unreadable":
    case "profile.unreadable":
    case "file.unwritable":
    case "import.changed":
    case "log.name-invalid":
    case "event.invalid":
    case "connection.invalid":
    case "checkpoint.unknown":
    case "checkpoint.exists":
      return EXIT.usage;
    case "query.invalid":
    case "query.none":
    case "query.not-available":
    case "query.not-core":
    case "query.unbounded":
    case "query.too-large":
    case "expectation.failed":
      return EXIT.failed;
    case "cancelled":
      return EXIT.interrupted;
    case "internal":
    case "source.unknown":
    case "source.not-connected":
    case "source.failed":
    case "source.unreachable":
    case "source.unreadable":
    case "source.unauthorized":
    case "source.forbidden":
    case "source.no-secret":
    case "source.insecure":
    case "source.untrusted":
    case "import.unreadable":
    case "log.unknown":
    case "log.exists":
    case "store.locked":
    case "store.corrupt":
    case "store.newer-format":
    case "store.read-only":
    case "store.write-failed":
    case "store.too-large":
    case "checkpoint.unreadable":
    case "checkpoint.moved":
    case "result.gone":
    case "result.too-large":
    case "export.too-large":
    case "serve.failed":
    case "notebook.unreadable":
    case "notebook.newer-format":
      return EXIT.source;
  }
}

/** Of several, the one that says most: a failure of a source before wrong usage before a failed query. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((most, code) => (code > most ? code : most), EXIT.done);
}

import { EvqError } from "../../src/base/failure.ts";

const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_|EPROTO)/;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens at that address",
  ECONNRESET: "the connection broke off",
  EPIPE: "the connection broke off",
  ECONNABORTED: "the connection broke off",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the host's name could not be looked up",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "there was no answer",
  HPE_INVALID_CONSTANT: "what answers there is no web server",
  Z_BUF_ERROR: "the answer was cut off",
};

/** What a system error of sending means. The message names the origin and no more of the address. */
export function sendingFailure(url: string, thrown: unknown): EvqError {
  if (thrown instanceof EvqError) return thrown;
  const { code = "", message, errors } = thrown as NodeJS.ErrnoException & { readonly errors?: readonly unknown[] };
  // Several addresses were tried: the first one says as much as any.
  if (message === "" && errors?.[0] !== undefined) return sendingFailure(url, errors[0]);
  const { origin } = new URL(url);
  if (CERTIFICATE.test(code))
    return new EvqError(
      "source.insecure",
      `The certificate of ${origin} could not be verified: ${message}.`,
      "Have it corrected, or make the authority that signed it known to the system (NODE_EXTRA_CA_CERTS on the command line).",
      thrown,
    );
  const reason = REASONS[code] ?? (message || code);
  return unreachable(url, reason, thrown);
}

export function unreachable(url: string, reason: string, cause?: unknown): EvqError {
  return new EvqError(
    "source.unreachable",
    `${new URL(url).origin} could not be asked: ${reason}.`,
    "Check the address and the network.",
    cause,
  );
}

export function tooSlow(url: string, timeoutMs: number): EvqError {
  return new EvqError(
    "source.unreachable",
    `${new URL(url).origin} could not be asked: there was no answer within ${timeoutMs / 1000} s.`,
    "Try again, or give it more time: `timeoutSeconds` of the connection.",
  );
}

export function unreadable(url: string, reason: string): EvqError {
  return new EvqError(
    "source.unreadable",
    `The answer of ${new URL(url).origin} could not be read: ${reason}.`,
    "Check that the address is that of the system, and not of a page before it.",
  );
}

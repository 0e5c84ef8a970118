/** Requests of which one is made at most: the first and its repetitions. */
export const MOST_ATTEMPTS = 6;
/** A server that fails in itself will mostly do so again. */
const MOST_AFTER_500 = 2;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 15 * 60_000;

const PASSING: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** What has been tried for one request. */
export interface Attempts {
  readonly made: number;
  /** How often the answer was 500. */
  readonly internalErrors: number;
}

/** Whether it is worth asking again after an answer of this status. */
export function isPassing(status: number, { internalErrors }: Attempts): boolean {
  return PASSING.has(status) || (status === 500 && internalErrors <= MOST_AFTER_500);
}

/**
 * Milliseconds to wait before the next attempt: what the server wishes, else capped exponential backoff with full
 * jitter, so that clients that failed together do not come back together.
 * @param random at least 0, less than 1
 */
export function delayBefore(attempts: number, retryAfterMs: number | undefined, random: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return Math.round(random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempts));
}

/** Milliseconds that `Retry-After` (RFC 9110, section 10.2.3) asks for: seconds, or a date against the server's own clock. */
export function retryAfter(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const text = headers["retry-after"]?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  if (Number.isNaN(date)) return undefined;
  const here = Date.parse(headers["date"] ?? "");
  return Math.max(0, date - (Number.isNaN(here) ? nowMs : here));
}

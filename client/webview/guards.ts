/** An object of which nothing is known. */
type Members = Readonly<Record<string, unknown>>;

export function isOneOf(value: unknown, known: readonly string[]): boolean {
  return isText(value) && known.includes(value);
}

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}

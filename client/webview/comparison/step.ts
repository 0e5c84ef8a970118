import type { WireValue } from "../../../server/protocol/results.ts";

/** How far a number went, with its sign: `+4`; exact for integers, undefined for everything else. */
export function stepText(before: WireValue, after: WireValue): string | undefined {
  const [from, to] = [integer(before), integer(after)];
  if (from !== undefined && to !== undefined) return signed(to - from);
  const [a, b] = [double(before), double(after)];
  if (a === undefined || b === undefined || !Number.isFinite(b - a)) return undefined;
  return signed(Number((b - a).toPrecision(6)));
}

function signed(step: bigint | number): string | undefined {
  if (step > 0) return `+${step}`;
  return step < 0 ? `−${String(step).slice(1)}` : undefined;
}

function integer(value: WireValue): bigint | undefined {
  const isInteger = typeof value === "object" && value !== null && "$int" in value && /^-?\d+$/.test(value.$int);
  return isInteger ? BigInt(value.$int) : undefined;
}

function double(value: WireValue): number | undefined {
  if (typeof value === "number") return value;
  const whole = integer(value);
  return whole === undefined ? undefined : Number(whole);
}

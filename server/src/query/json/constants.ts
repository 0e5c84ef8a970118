import { Duration, Period } from "../../base/duration.ts";
import { readInstant } from "../../base/instant.ts";
import { JsonError, parseJson, parseNumber, printJson } from "../../base/json.ts";
import { Instant, Json, WideNumber } from "../../base/value.ts";
import type { Constant } from "../query.ts";
import type { Shape } from "./shape.ts";

/** Reads a constant, in which tagged objects stand for what JSON does not have. @throws ShapeError */
export function readConstant(shape: Shape): Constant {
  const { value } = shape;
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : shape.fail("a finite number");
  if (shape.isList()) return shape.list(readConstant);
  const members = shape.members("$int", "$number", "$time", "$period", "$duration", "$json");
  if (members.has("$int")) return readInteger(members.get("$int"));
  if (members.has("$number")) return readWide(members.get("$number"));
  if (members.has("$time")) return new Instant(readMoment(members.get("$time")));
  if (members.has("$period")) return readPeriod(members.get("$period"));
  if (members.has("$duration")) return readDuration(members.get("$duration"));
  return members.has("$json") ? readJson(members.get("$json")) : shape.fail("a value");
}

function readInteger(shape: Shape): Constant {
  const text = shape.string();
  if (!/^-?\d{1,19}$/.test(text)) return shape.fail("the digits of a 64-bit integer");
  const value = parseNumber(text);
  return typeof value === "bigint" ? value : shape.fail("the digits of a 64-bit integer");
}

function readWide(shape: Shape): Constant {
  const text = shape.string();
  if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return shape.fail("a number");
  return parseNumber(text);
}

function readMoment(shape: Shape): bigint {
  const text = shape.string();
  return readInstant(text) ?? (/^-?\d{1,19}$/.test(text) ? BigInt(text) : shape.fail("an RFC 3339 time with a zone"));
}

function readPeriod(shape: Shape): Period {
  const [start, end, ...rest] = shape.list(readMoment);
  if (start === undefined || end === undefined || rest.length > 0 || end < start)
    return shape.fail("a start and an end");
  return new Period(start, end);
}

function readDuration(shape: Shape): Duration {
  const members = shape.members("months", "micros");
  const micros = members.get("micros").string();
  if (!/^-?\d{1,19}$/.test(micros)) return members.get("micros").fail("digits");
  if (!members.has("months")) return new Duration(BigInt(micros));
  const months = members.get("months");
  if (!Number.isSafeInteger(months.value)) return months.fail("a whole number");
  return new Duration(BigInt(micros), months.value as number);
}

function readJson(shape: Shape): Json {
  try {
    const tree = parseJson(shape.string());
    if (typeof tree === "object" && tree !== null && !(tree instanceof WideNumber))
      return new Json(printJson(tree), tree);
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
  }
  return shape.fail("the text of a JSON object or array");
}

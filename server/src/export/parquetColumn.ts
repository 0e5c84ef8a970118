import type { SchemaElement } from "hyparquet";
import type { Column } from "../../protocol/results.ts";
import { Instant, Json, WideNumber, isNumeric } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import { plainText } from "./cell.ts";

/** A column of the file: its element of the schema, and what becomes of a value that is not null. */
export interface ParquetColumn {
  readonly element: SchemaElement;
  convert(value: Exclude<Value, null>): unknown;
}

/** Digits that a decimal of 16 bytes holds. */
const MOST_DIGITS = 38;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** What the numbers of a column need. */
export class ColumnFacts {
  /** Whether each is the same as a double. */
  isDouble = true;
  /** Whether each can be written with digits alone. */
  isDecimal = true;
  whole = 1;
  scale = 0;

  see(value: Value): void {
    if (!isNumeric(value)) return;
    if (value instanceof WideNumber || (typeof value === "bigint" && BigInt(Number(value)) !== value))
      this.isDouble = false;
    const digits = digitsOf(plainText(value));
    if (!digits) this.isDecimal = false;
    else {
      this.whole = Math.max(this.whole, digits.unscaled.toString().replace("-", "").length - digits.scale);
      this.scale = Math.max(this.scale, digits.scale);
    }
  }
}

/** The element for a column, by its type and by what was seen in it. */
export function elementOf({ name, type }: Column, facts = new ColumnFacts()): ParquetColumn {
  const common = { name, repetition_type: "OPTIONAL" } as const;
  switch (type) {
    case "integer":
      return { element: { ...common, type: "INT64" }, convert: (value) => value };
    case "boolean":
      return { element: { ...common, type: "BOOLEAN" }, convert: (value) => value };
    case "time":
      return {
        element: {
          ...common,
          type: "INT64",
          converted_type: "TIMESTAMP_MICROS",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
        },
        convert: (value) => (value instanceof Instant ? value.micros : null),
      };
    case "json":
      return { element: { ...common, type: "BYTE_ARRAY", logical_type: { type: "JSON" } }, convert: bytesOf };
    case "number":
      return numberElement(common, facts);
    case "string":
    case "mixed":
      return {
        element: { ...common, type: "BYTE_ARRAY", converted_type: "UTF8" },
        convert: (value) => plainText(value),
      };
  }
}

function numberElement(common: Pick<SchemaElement, "name" | "repetition_type">, facts: ColumnFacts): ParquetColumn {
  if (facts.isDouble) return { element: { ...common, type: "DOUBLE" }, convert: Number };
  const { whole, scale, isDecimal } = facts;
  const precision = whole + scale;
  if (!isDecimal || precision > MOST_DIGITS)
    return { element: { ...common, type: "BYTE_ARRAY", converted_type: "UTF8" }, convert: plainText };
  const element: SchemaElement = {
    ...common,
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: 16,
    converted_type: "DECIMAL",
    precision,
    scale,
  };
  return {
    element,
    convert: (value) => {
      const digits = digitsOf(plainText(value));
      return digits ? digits.unscaled * 10n ** BigInt(scale - digits.scale) : null;
    },
  };
}

/** A numeral as an integer and how many of its digits stand behind the point; undefined for one with too many. */
function digitsOf(text: string): { readonly unscaled: bigint; readonly scale: number } | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > MOST_DIGITS || whole.length > 2 * MOST_DIGITS) return undefined;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return shift >= 0 ? { unscaled: digits * 10n ** BigInt(shift), scale: 0 } : { unscaled: digits, scale: -shift };
}

function bytesOf(value: Exclude<Value, null>): Uint8Array {
  return new TextEncoder().encode(value instanceof Json ? value.text : plainText(value));
}

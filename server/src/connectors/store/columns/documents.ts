import { operandOf } from "../../../query/evaluate/relation.ts";
import type { JsonField } from "../../../query/event.ts";
import type { Predicate } from "../../../query/query.ts";
import { ByteSearch } from "../../../store/segments/byteSearch.ts";
import type { Select } from "./order.ts";

/**
 * `contains` on a whole JSON field: the text is looked for in the rows as they are, all fields together, and only rows
 * that hold it are tested. So it finds each object that holds it; other documents are few and always tested. Undefined
 * for every other predicate.
 */
export function containing(predicate: Predicate, field: JsonField, exactly: Select): Select | undefined {
  if (predicate.kind !== "text" || predicate.operator !== "contains" || predicate.negated) return undefined;
  if (predicate.left.kind !== "field" || predicate.right.kind !== "constant") return undefined;
  const part = operandOf(predicate.right.value);
  if (typeof part !== "string" || part === "" || !part.isWellFormed()) return undefined;
  const search = new ByteSearch(new TextEncoder().encode(part));
  return {
    among: (segment, rows) => {
      if (!segment.hasOnlyObjects(field)) return exactly.among(segment, rows);
      const marks = segment.rowsWith(search);
      return exactly.among(
        segment,
        rows.filter((row) => marks[row] === 1),
      );
    },
  };
}

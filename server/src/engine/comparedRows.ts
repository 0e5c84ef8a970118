import type {
  ComparedKind,
  ComparedRow,
  ComparisonPage,
  ComparisonSummary,
  WireValue,
} from "../../protocol/results.ts";
import type { Value } from "../base/value.ts";
import type { RowStore } from "./rowStore.ts";

const KINDS: readonly ComparedKind[] = ["added", "removed", "changed"];

/** Where the rows of each kind are in the result of a comparison, for those who look at some kinds only. */
export class ComparedRows {
  readonly #kinds: number[] = [];
  /** The places of the kinds that were asked for last. */
  #chosen: { readonly kinds: string; readonly places: readonly number[] } | undefined;

  add(rows: readonly (readonly Value[])[]): void {
    for (const [kind] of rows) this.#kinds.push(KINDS.findIndex((name) => name === kind));
  }

  page(
    rows: RowStore,
    { keys, columns }: ComparisonSummary,
    kinds: readonly ComparedKind[],
    offset: number,
    count: number,
  ): ComparisonPage {
    const places = this.#places(kinds);
    const page = places.slice(offset, offset + count).map((place): ComparedRow => {
      const [, ...values] = rows.row(place);
      const differs = differing(values.at(-1) ?? null);
      return {
        change: KINDS[this.#kinds[place] ?? 0] ?? "changed",
        key: values.slice(0, keys.length),
        cells: columns.map((column, i) => ({
          before: values[keys.length + 2 * i] ?? null,
          after: values[keys.length + 2 * i + 1] ?? null,
          differs: differs.has(column),
        })),
      };
    });
    return { offset, kinds, total: places.length, rows: page };
  }

  #places(kinds: readonly ComparedKind[]): readonly number[] {
    const name = kinds.join();
    if (this.#chosen?.kinds !== name) {
      const wanted = new Set(kinds.map((kind) => KINDS.indexOf(kind)));
      const places = this.#kinds.flatMap((kind, place) => (wanted.has(kind) ? [place] : []));
      this.#chosen = { kinds: name, places };
    }
    return this.#chosen.places;
  }
}

/** The names in the last cell of a changed row, which the engine wrote itself. */
function differing(cell: WireValue): ReadonlySet<string> {
  if (typeof cell !== "object" || cell === null || !("$json" in cell)) return new Set();
  return new Set(JSON.parse(cell.$json) as readonly string[]);
}

import type { Database, Statement as SqlStatement } from "sql.js";
import type { Cancellation } from "../../base/cancellation.ts";
import { EvqError } from "../../base/failure.ts";
import type { Value } from "../../base/value.ts";
import type { BoundValue } from "../sql/bindings.ts";
import type { Statement } from "../sql/compile.ts";
import { decodeRow } from "../sql/decode.ts";
import type { ResultValue } from "../sql/decode.ts";
import { functionsOf } from "./functions.ts";

/** The first page comes soon, the later ones cost less a row. */
const FIRST_PAGE = 200;
const LARGEST_PAGE = 5000;
/** Milliseconds after which messages (a cancel) are let in. */
const TURN_MS = 20;
/** Rows between two looks at the clock. */
const STRIDE = 16;

/**
 * The rows of a compiled statement in pages, row by row, so that a cancel takes effect between two rows.
 * @throws EvqError `source.failed`, `cancelled`
 */
export async function* pagesOf(
  database: Database,
  statement: Statement,
  cancellation: Cancellation,
): AsyncGenerator<readonly (readonly Value[])[]> {
  cancellation.check();
  const closures = functionsOf(database);
  const numbers = statement.closures.map((closure) => closures.add(closure));
  let prepared: SqlStatement | undefined;
  try {
    prepared = sql(() => database.prepare(statement.sql));
    const rows = prepared;
    sql(() => rows.bind(statement.values.map((value) => boundValue(value, numbers))));
    const read = rowReader(rows, statement);
    let size = FIRST_PAGE;
    let page: (readonly Value[])[] = [];
    let turnBegan = performance.now();
    for (let count = 1; sql(() => rows.step()); count++) {
      page.push(decodeRow(statement.outputs, read()));
      if (page.length === size) {
        yield page;
        page = [];
        size = Math.min(size * 2, LARGEST_PAGE);
      }
      if (count % STRIDE === 0 && performance.now() - turnBegan > TURN_MS) {
        await letMessagesIn();
        turnBegan = performance.now();
      }
      cancellation.check();
    }
    if (page.length > 0) yield page;
  } finally {
    prepared?.free();
    for (const number of numbers) closures.remove(number);
  }
}

function boundValue(value: BoundValue, numbers: readonly number[]): string | number | null {
  return typeof value === "object" && value !== null ? (numbers[value.closure] ?? 0) : value;
}

/**
 * Reads the row that the statement stands on. Integers come as doubles, which is several times faster, and are read
 * again exactly where a double may have lost something; cells need to know integers from doubles.
 */
function rowReader(rows: SqlStatement, { outputs }: Statement): () => readonly ResultValue[] {
  const statement = rows as unknown as ExactStatement;
  const exactly = () => statement.get(null, { useBigInt: true });
  if (outputs.some(({ kind }) => kind === "cell")) return exactly;
  return () => {
    const row = rows.get();
    return row.some((value) => typeof value === "number" && !Number.isSafeInteger(value)) ? exactly() : row;
  };
}

/** The part of sql.js that its types leave out. */
interface ExactStatement {
  get(parameters: null, settings: { readonly useBigInt: true }): readonly ResultValue[];
}

/** What SQLite throws becomes a failure of the source. */
function sql<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EvqError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new EvqError("source.failed", `The local log could not be read: ${message}.`, undefined, error);
  }
}

function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

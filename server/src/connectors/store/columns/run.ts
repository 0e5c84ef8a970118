import type { Value } from "../../../base/value.ts";
import { evaluateStages } from "../../../query/evaluate/evaluate.ts";
import { compileValue } from "../../../query/evaluate/expression.ts";
import { overflowNote } from "../../../query/evaluate/reduce.ts";
import { EVENT_FIELDS } from "../../../query/event.ts";
import type {
  Dedupe,
  Expression,
  LogSource,
  NamedExpression,
  Predicate,
  Query,
  Reduce,
  SortKey,
} from "../../../query/query.ts";
import type { LogDatabase } from "../../../store/api.ts";
import type { RowPage, ScanContext } from "../../connector.ts";
import { accumulatorOf } from "./aggregates.ts";
import { Inputs, columnsLacking } from "./fields.ts";
import type { LogValues } from "./fields.ts";
import { countsByText } from "./rollup.ts";
import { Groups } from "./groups.ts";
import { Output } from "./output.ts";
import type { Block } from "./order.ts";
import { Scan, Turns } from "./scan.ts";
import type { Skip } from "./scan.ts";
import { selectOf } from "./select.ts";
import { isTimestamp, sorted } from "./sorted.ts";

/** The first page comes soon, the later ones cost less a row. */
const FIRST_PAGE = 200;
const LARGEST_PAGE = 5000;

type Values = readonly Value[];

/** Groups with their keys and aggregates, in the order of the language. */
interface Reduced {
  readonly columns: readonly string[];
  readonly rows: readonly Values[];
  /** Names of sums that are beyond 64 bits somewhere. */
  readonly overflown: readonly string[];
}

/** The columns that a query over a log gives. */
export function columnsOf({ select, reduce }: Query): readonly string[] {
  return shownColumns(select, reduce).map(({ name }) => name);
}

function shownColumns(select: Query["select"], reduce: Query["reduce"]): readonly NamedExpression[] {
  if (select) return select;
  const names = reduce
    ? [...reduce.by, ...reduce.aggregates.filter(({ hidden }) => !hidden)].map(({ name }) => name)
    : EVENT_FIELDS;
  return names.map((name) => ({ name, value: { kind: "field", field: { column: name, path: [] } } }));
}

/** Runs a grounded query over a log's columns, page by page. */
export function runOnColumns(
  log: LogDatabase,
  source: LogSource,
  query: Query,
  context: ScanContext,
  sparse: number,
): AsyncGenerator<RowPage> {
  const values = { source: source.connection, log: log.log, timeZone: context.timeZone, sparse };
  const run = new ColumnRun(log, source, query, values, context);
  return query.reduce ? run.reduced(query.reduce) : run.events();
}

class ColumnRun {
  readonly #query: Query;
  readonly #values: LogValues;
  readonly #turns: Turns;
  readonly #scan: Scan;

  constructor(
    log: LogDatabase,
    source: LogSource,
    query: Query,
    values: LogValues,
    { cancellation, progress }: ScanContext,
  ) {
    this.#query = query;
    this.#values = values;
    this.#turns = new Turns(cancellation, (seen) => progress(Math.min(seen, log.events)));
    const tests: Predicate[] = [];
    if (source.stream)
      tests.push({ kind: "compare", operator: "eq", left: fieldOf("stream_id"), right: source.stream });
    if (query.where?.kind === "and") tests.push(...query.where.of);
    else if (query.where) tests.push(query.where);
    if (query.having && !query.reduce && !query.dedupe) tests.push(query.having);
    this.#scan = new Scan(log.segments, tests, query.during, this.#values, this.#turns);
  }

  async *reduced(reduce: Reduce): AsyncGenerator<RowPage> {
    const { having, orderBy, offset, limit, select } = this.#query;
    const columns = columnsOf(this.#query);
    const shown = shownColumns(select, reduce);
    const isPlain = !having && !orderBy && !offset && !limit;
    const reduced = await this.#reduce(reduce);
    const rows = isPlain
      ? selected(reduced, shown, this.#values.timeZone)
      : evaluateStages(
          {
            from: [],
            ...(having && { having }),
            ...(orderBy && { orderBy }),
            ...(offset && { offset }),
            ...(limit && { limit }),
            select: shown,
          },
          {
            columns: reduced.columns,
            rows: reduced.rows.map((values) => ({ values, order: values.slice(0, reduce.by.length) })),
          },
          this.#values,
        ).table.rows.map(({ values }) => values);
    for (let at = 0; at < rows.length; at += LARGEST_PAGE) {
      yield { columns, rows: rows.slice(at, at + LARGEST_PAGE) };
      await this.#turns.after(0);
    }
    yield { columns, rows: [], notes: reduced.overflown.map(overflowNote) };
  }

  async #reduce({ by, aggregates }: Reduce): Promise<Reduced> {
    const columns = [...by, ...aggregates].map(({ name }) => name);
    const { dedupe } = this.#query;
    const rolledUp =
      dedupe || !this.#scan.isAll ? undefined : countsByText(by, aggregates, this.#scan.segments, this.#values);
    if (rolledUp) return { columns, rows: rolledUp, overflown: [] };
    const groups = new Groups(
      by.map(({ value }) => value),
      this.#values,
    );
    const accumulators = aggregates.map((aggregate) => accumulatorOf(aggregate, this.#values));
    const inputs = new Inputs(this.#values);
    for (const { value } of by) inputs.expression(value);
    for (const { operand } of aggregates) if (operand) inputs.expression(operand);
    for await (const block of dedupe ? this.#deduped(dedupe) : this.#scan.blocks()) {
      await this.#prepare(block, inputs);
      const numbers = groups.of(block);
      for (const accumulator of accumulators) accumulator.add(block, numbers, groups.count);
      if (dedupe) await this.#turns.after(0);
    }
    const reads = [
      ...groups.keys(by),
      ...accumulators.map(
        (accumulator) =>
          (group: number): Value =>
            accumulator.of(group),
      ),
    ];
    const rows: Values[] = [];
    for (const group of by.length === 0 ? [0] : groups.sorted()) rows.push(reads.map((read) => read(group)));
    const overflown = aggregates.filter((_, at) => accumulators[at]?.overflown).map(({ name }) => name);
    return { columns, rows, overflown };
  }

  /** Makes the columns of what is read of many of a block's rows. */
  #prepare({ segment, rows }: Block, { fields }: Inputs): Promise<void> | undefined {
    const lacking = columnsLacking(segment, fields, rows.length, this.#values);
    return lacking.length > 0 ? this.#turns.make(segment, lacking) : undefined;
  }

  async *events(): AsyncGenerator<RowPage> {
    const { orderBy, limit } = this.#query;
    const [offset, most] = [countIn(this.#query.offset) ?? 0, countIn(limit) ?? Infinity];
    const columns = columnsOf(this.#query);
    const shown = new Output(shownColumns(this.#query.select, undefined), this.#values);
    const skip: Skip = { rows: offset };
    let left = most;
    if (left === 0) return;
    let size = FIRST_PAGE;
    let page: Values[] = [];
    for await (const { segment, rows } of this.#ordered(orderBy ?? [], offset + most, skip)) {
      const own = rows.subarray(Math.min(rows.length, skip.rows));
      skip.rows -= rows.length - own.length;
      const wanted = own.subarray(0, Math.min(own.length, left));
      left -= wanted.length;
      for (let at = 0; at < wanted.length;) {
        const piece = wanted.subarray(at, at + size - page.length);
        at += piece.length;
        for (const values of shown.rows(segment, piece)) page.push(values);
        // Sorted rows come one by one, and are passed on together.
        if (page.length < size && rows.length === 1) continue;
        yield { columns, rows: page };
        page = [];
        size = Math.min(size * 2, LARGEST_PAGE);
        const turn = this.#turns.after(0);
        if (turn) await turn;
      }
      if (left === 0) break;
    }
    if (page.length > 0) yield { columns, rows: page };
  }

  /** The events in the order of the query; whoever takes no more than `most` spares the rest. */
  #ordered(keys: readonly SortKey[], most: number, skip: Skip): AsyncGenerator<Block> {
    const [first, ...rest] = keys;
    const isLazy = most < Infinity;
    const { dedupe } = this.#query;
    const source = (isBackwards: boolean, skipped?: Skip) =>
      dedupe ? this.#dedupedBlocks(dedupe, isBackwards) : this.#scan.blocks(isBackwards, isLazy, skipped);
    if (first === undefined) return source(false, skip);
    if (isTimestamp(first.value) && rest.length === 0) return source(first.direction === "desc", skip);
    return sorted(source(first.direction === "desc"), keys, most, this.#values, this.#turns);
  }

  async *#dedupedBlocks(dedupe: Dedupe, isBackwards: boolean): AsyncGenerator<Block> {
    const blocks: Block[] = [];
    for await (const block of this.#deduped(dedupe)) blocks.push(block);
    if (!isBackwards) yield* blocks;
    else for (const { segment, rows } of blocks.reverse()) yield { segment, rows: rows.slice().reverse() };
  }

  /** One event a key, in the event order. */
  async *#deduped({ by, keep }: Dedupe): AsyncGenerator<Block> {
    const groups = new Groups(by, this.#values);
    const inputs = new Inputs(this.#values);
    for (const key of by) inputs.expression(key);
    const kept: Block[] = [];
    const blocks: Block[] = [];
    const numbers: Uint32Array[] = [];
    for await (const block of this.#scan.blocks()) {
      await this.#prepare(block, inputs);
      blocks.push(block);
      numbers.push(groups.of(block).slice());
    }
    const isTaken = new Uint8Array(groups.count);
    const take = (at: number) => {
      const { segment, rows } = blocks[at] as Block;
      const own = numbers[at] as Uint32Array;
      const some: number[] = [];
      for (let i = 0; i < rows.length; i++) {
        const place = keep === "first" ? i : rows.length - 1 - i;
        const group = own[place] as number;
        if (isTaken[group] === 1) continue;
        isTaken[group] = 1;
        some.push(rows[place] as number);
      }
      if (some.length > 0) kept.push({ segment, rows: Uint32Array.from(keep === "first" ? some : some.reverse()) });
    };
    for (let at = 0; at < blocks.length; at++) take(keep === "first" ? at : blocks.length - 1 - at);
    if (keep === "last") kept.reverse();
    const having = this.#query.reduce ? undefined : this.#query.having;
    const select = having && selectOf(having, this.#values);
    for (const { segment, rows } of kept) yield { segment, rows: select ? select.among(segment, rows) : rows };
  }
}

function selected({ columns, rows }: Reduced, shown: readonly NamedExpression[], timeZone: string): readonly Values[] {
  const places = shown.map(({ value }) =>
    value.kind === "field" && value.field.path.length === 0 ? columns.indexOf(value.field.column) : -1,
  );
  if (places.length === columns.length && places.every((place, at) => place === at)) return rows;
  if (places.every((place) => place >= 0)) return rows.map((values) => places.map((place) => values[place] ?? null));
  const reads = shown.map(({ value }) => compileValue(value, { columns, timeZone }));
  return rows.map((values) => reads.map((read) => read(values)));
}

function countIn(expression: Expression | undefined): number | undefined {
  const value = expression?.kind === "constant" ? expression.value : undefined;
  return typeof value === "bigint" ? Number(value) : undefined;
}

function fieldOf(column: string): Expression {
  return { kind: "field", field: { column, path: [] } };
}

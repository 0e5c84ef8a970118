import type { Completeness } from "../../../protocol/results.ts";
import { formatInstant } from "../../base/instant.ts";
import { plainText } from "../../base/plainText.ts";
import { Instant } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { RowPage } from "../../connectors/connector.ts";
import { DEAD_LETTER } from "../../connectors/resumption.ts";
import type { FieldOf, Resumption } from "../../connectors/resumption.ts";
import type { EventField } from "../../query/event.ts";
import type { Query } from "../../query/query.ts";
import { fromMark } from "./bounds.ts";
import type { Checkpoint, CheckpointOwner, KnownEvent } from "./checkpoint.ts";
import { verdictOf } from "./gap.ts";
import type { Gap } from "./gap.ts";
import { Numbering } from "./numbering.ts";

export interface ReadingParts {
  readonly owner: CheckpointOwner;
  readonly resumption: Resumption;
  /** Where the last one stopped; undefined for the first. */
  readonly from: Checkpoint | undefined;
  /** Microseconds that the query asks to read back; the source's own overlap where that is more. */
  readonly overlap: bigint;
  readonly filter: string;
  /** Whether the query lets only some events pass, and whether it has a window of its own. */
  readonly isFiltered: boolean;
  readonly isWindowed: boolean;
  /** Events within the overlap to remember at most; those that are forgotten may be handed on twice. */
  readonly mostSeen: number;
  readonly retentionDays: number | undefined;
  readonly now: bigint;
}

/** Last events that are remembered to know the log again. */
const RECENT = 5;
/** Readings of the same place, as long as numbers of a stream are missing. */
const MOST_LOOKS = 3;
const MICROS_PER_DAY = 86_400_000_000n;

/**
 * One reading of a log on from a checkpoint: lower bound inclusive and an overlap back, upper bound by the source's
 * clock as it stood at the beginning. Looks at every page before anything is done with its rows, takes out what was
 * handed on before, and knows at each moment the checkpoint that belongs to what it has handed on.
 */
export class Reading {
  readonly #parts: ReadingParts;
  readonly #overlap: bigint;
  #position: bigint | undefined;
  #readTo: bigint | undefined;
  /** The last moment that is counted on. */
  #to: bigint | undefined;
  #recent: KnownEvent[];
  #expected: ReadonlySet<string>;
  readonly #met = new Set<string>();
  #isProven: boolean;
  readonly #seen: Map<string, bigint>;
  readonly #numbering: Numbering;
  #newest: bigint | undefined;
  /** Where this reading of the place is. */
  #reached: bigint | undefined;
  #gaps: Gap[] = [];
  #told: number;
  #letters: (readonly Value[])[] = [];
  #lettersTold: number;

  constructor(parts: ReadingParts) {
    const { resumption, from } = parts;
    const known = from?.isReset ? undefined : from;
    this.#parts = { ...parts, from: known };
    this.#overlap = resumption.by === "time" && parts.overlap > resumption.overlap ? parts.overlap : resumption.overlap;
    this.#position = known?.position;
    this.#readTo = known?.readTo;
    this.#recent = [...(known?.recent ?? [])];
    this.#seen = new Map(known?.seen);
    this.#numbering = new Numbering(known?.streams ?? new Map());
    this.#told = known?.gaps ?? 0;
    this.#lettersTold = known?.deadLetters ?? 0;
    this.#expected = this.#expect();
    this.#isProven = this.#position === undefined || this.#recent.length === 0;
  }

  /** Whether the query lets other events pass than when the checkpoint was made. */
  get isOtherFilter(): boolean {
    const { from, filter } = this.#parts;
    return from?.position !== undefined && from.filter !== filter;
  }

  /** From where on it reads, in a sentence; `name` is the log's. */
  describe(name: string): string {
    const { resumption } = this.#parts;
    const checkpoint = `the checkpoint ${JSON.stringify(this.owner.name)}`;
    if (this.#position === undefined)
      return `${name} has not been read since ${checkpoint}: all that it keeps is read.`;
    const [place, from] = [this.#position, this.#position - this.#overlap].map((mark) =>
      resumption.by === "time" ? formatInstant(mark) : `number ${mark < 0n ? 0n : mark}`,
    );
    return `${name} is read on from ${from}: ${checkpoint} stands at ${place}, and what lies shortly before it is read again, as events come to sight late.`;
  }

  get owner(): CheckpointOwner {
    return this.#parts.owner;
  }

  /** The columns that it reads besides those of the query. */
  get reads(): readonly EventField[] {
    return [...this.#parts.resumption.reads, "event_type"];
  }

  readonly heard = (serverTime: bigint): void => {
    if (this.#to !== undefined) return;
    this.#to = serverTime - this.#parts.resumption.settle;
    this.#checkRetention(serverTime);
  };

  /** Reads pages, from the checkpoint's place on and once more from the beginning where that has no place in the log. */
  async *pages(query: Query, scan: (query: Query) => AsyncIterable<RowPage>): AsyncGenerator<RowPage> {
    for (let looks = 1; ; looks++) {
      let isPartial = false;
      this.#reached = undefined;
      for await (const page of scan(this.#bounded(query))) {
        isPartial ||= page.completeness?.verdict === "partial";
        const kept = this.#take(page);
        if (!kept) break;
        yield kept;
        if (this.#isBeyond()) break;
      }
      if (isPartial) return;
      const isSame = this.#isProven || this.#prove();
      if (!isSame) this.#beginAgain();
      // A number that is missing may have slipped through between two pages.
      else if (looks >= MOST_LOOKS || this.#parts.isFiltered || !this.#numbering.hasHoles) return this.#finish();
    }
  }

  /** The checkpoint of what was handed on until now, with the gaps that were told. */
  checkpoint(): Checkpoint {
    const position = this.#counted();
    const floor = position === undefined ? undefined : position - this.#overlap;
    const seen = [...this.#seen].filter(([, mark]) => floor === undefined || mark >= floor);
    return {
      ...this.#parts.owner,
      ...(position !== undefined && { position }),
      ...(this.#readTo !== undefined && { readTo: this.#readTo }),
      recent: this.#recent,
      seen: new Map(seen.slice(-this.#parts.mostSeen)),
      streams: this.#numbering.streams,
      filter: this.#parts.filter,
      movedAt: this.#parts.now,
      gaps: this.#told,
      deadLetters: this.#lettersTold,
    };
  }

  /** Gaps that were found since this was last asked; they count as told from then on. */
  takeGaps(): readonly Gap[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    this.#told += gaps.length;
    return gaps;
  }

  /** What is to be said of the whole reading, once it is over. */
  readonly verdicts: Completeness[] = [];

  #tellGap(gap: Gap): void {
    this.#gaps.push(gap);
    this.verdicts.push(verdictOf(gap));
  }

  /** Rows that stand for unreadable records, since this was last asked. */
  takeLetters(): readonly (readonly Value[])[] {
    const letters = this.#letters;
    this.#letters = [];
    this.#lettersTold += letters.length;
    return letters;
  }

  #bounded(query: Query): Query {
    if (this.#position === undefined) return query;
    return fromMark(query, this.#parts.resumption.by, this.#position - this.#overlap);
  }

  /** The page without what was handed on before; undefined where the log turns out to be another one. */
  #take(page: RowPage): RowPage | undefined {
    const { by, identityOf, dense } = this.#parts.resumption;
    const places = new Map(page.columns.map((name, at) => [name, at]));
    const rows: (readonly Value[])[] = [];
    const fresh: string[] = [];
    for (const row of page.rows) {
      const field: FieldOf = (name) => row[places.get(name) ?? -1] ?? null;
      const at = instantOf(field("timestamp"));
      const mark = by === "time" ? at : (integerOf(field("sequence_number")) ?? this.#newest ?? 0n);
      if (dense) this.#numbering.take(streamOf(field), integerOf(field("sequence_number")));
      if (field("event_type") === DEAD_LETTER) {
        this.#takeLetter(plainText(field("id")), mark, row);
        continue;
      }
      const identity = identityOf(field);
      if (this.#expected.has(identity)) this.#met.add(identity);
      else if (!this.#isProven && this.#isAhead(mark) && !this.#prove()) {
        for (const other of fresh) this.#seen.delete(other);
        return undefined;
      }
      this.#newest = this.#newest === undefined || mark > this.#newest ? mark : this.#newest;
      this.#reached = mark;
      // Before it is sure that the log is the same, what it holds says nothing of the log that was known.
      if (this.#isProven && !this.#recent.some((known) => known.identity === identity))
        this.#recent = [...this.#recent, { identity, mark, at }].sort(byMark).slice(-RECENT);
      if (this.#seen.has(identity)) continue;
      this.#seen.set(identity, mark);
      fresh.push(identity);
      rows.push(row);
    }
    return { ...page, rows };
  }

  #takeLetter(id: string, mark: bigint, row: readonly Value[]): void {
    if (this.#seen.has(id)) return;
    this.#seen.set(id, mark);
    this.#letters.push(row);
    this.verdicts.push({
      verdict: "partial",
      reason: `A record of ${this.owner.connection} could not be read and was put aside as ${DEAD_LETTER}.`,
    });
  }

  /** Whether it stands behind all events that must be met again. */
  #isAhead(mark: bigint): boolean {
    const last = this.#recent.at(-1)?.mark;
    return last !== undefined && mark > last;
  }

  /** Events of the checkpoint that must be met again: those that are asked for, and that the source has not dropped. */
  #expect(): ReadonlySet<string> {
    const { from, now, retentionDays, filter, resumption, isWindowed } = this.#parts;
    if (this.#position === undefined || resumption.moves) return new Set();
    if (resumption.by === "time" && (isWindowed || from?.filter !== filter)) return new Set();
    const floor = this.#position - this.#overlap;
    const oldest = retentionDays === undefined ? undefined : now - BigInt(retentionDays) * MICROS_PER_DAY;
    const held = this.#recent.filter(({ mark, at }) => mark >= floor && (oldest === undefined || at > oldest));
    return new Set(held.map(({ identity }) => identity));
  }

  /** Whether the log is the one that the checkpoint was made of. */
  #prove(): boolean {
    const { by } = this.#parts.resumption;
    if (by === "time") this.#isProven = this.#expected.size === 0 || this.#met.size > 0;
    // Numbers must still be those of the same events, all of them; without any there is no proof.
    else this.#isProven = this.#expected.size > 0 && this.#met.size === this.#expected.size;
    return this.#isProven;
  }

  /** The log is another one: everything in it is read, and that is told. */
  #beginAgain(): void {
    const { by } = this.#parts.resumption;
    if (this.#expected.size > 0)
      this.#tellGap(
        by === "number"
          ? {
              kind: "renumbered",
              message:
                "The log has given its events other numbers, or lost the last known ones. All of it was read again; what it dropped before that is missing.",
            }
          : {
              kind: "vanished",
              message:
                "The last known events are no longer in the log, so it was cut or replaced. All of it was read again; what it dropped before that is missing.",
            },
      );
    this.#position = undefined;
    this.#newest = undefined;
    this.#recent = [];
    this.#expected = new Set();
    this.#numbering.forget();
    this.#isProven = true;
  }

  #finish(): void {
    this.#checkRetention(this.#to ?? this.#parts.now);
    this.#readTo = this.#to ?? this.#parts.now;
    const holes = this.#numbering.close();
    if (this.#parts.isFiltered) return;
    for (const { stream, from, to } of holes) {
      const numbers = from === to ? `number ${from}` : `numbers ${from} to ${to}`;
      this.#tellGap({ kind: "hole", message: `The stream ${stream} lacks ${numbers}.` });
    }
  }

  /** Whether the source has dropped events since the last whole reading; told once. */
  #checkRetention(now: bigint): void {
    const { retentionDays, from } = this.#parts;
    const oldest = retentionDays === undefined ? undefined : now - BigInt(retentionDays) * MICROS_PER_DAY;
    const before = from?.readTo;
    if (oldest === undefined || before === undefined || before >= oldest || this.#readTo !== before) return;
    this.#readTo = oldest;
    this.#tellGap({
      kind: "retention",
      message: `The last reading went up to ${formatInstant(before)}, and the source keeps ${retentionDays} days: what happened until ${formatInstant(oldest)} may be missing.`,
      from: before,
      to: oldest,
    });
  }

  /** The place up to which nothing can be missing. */
  #counted(): bigint | undefined {
    const { by } = this.#parts.resumption;
    const [position, newest] = [this.#position, this.#newest];
    if (newest === undefined) return position;
    const to = this.#to ?? this.#parts.now;
    const counted = by === "time" && newest > to ? to : newest;
    return position === undefined || counted > position ? counted : position;
  }

  #isBeyond(): boolean {
    const { by } = this.#parts.resumption;
    return by === "time" && this.#to !== undefined && this.#reached !== undefined && this.#reached > this.#to;
  }
}

function byMark(a: KnownEvent, b: KnownEvent): number {
  return a.mark < b.mark ? -1 : a.mark > b.mark ? 1 : 0;
}

function instantOf(value: Value): bigint {
  return value instanceof Instant ? value.micros : 0n;
}

function integerOf(value: Value): bigint | undefined {
  return typeof value === "bigint" ? value : undefined;
}

function streamOf(field: FieldOf): string {
  const stream = field("stream_id");
  return typeof stream === "string" ? stream : "";
}

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
import { Findings } from "./findings.ts";
import { lossOf } from "./gap.ts";
import { Numbering } from "./numbering.ts";
import type { Hole } from "./numbering.ts";
import { Recognition } from "./recognition.ts";

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
  readonly #recognition: Recognition;
  readonly #seen: Map<string, bigint>;
  readonly #numbering: Numbering;
  #newest: bigint | undefined;
  /** Where this reading of the place is. */
  #reached: bigint | undefined;
  /** Missing numbers that the last whole reading has found. */
  #holes: readonly Hole[];
  /** How far a log had been read that turned out to be another one; until it is told what became of it. */
  #lostAt: bigint | undefined;
  readonly #findings: Findings;

  constructor(parts: ReadingParts) {
    const { resumption, from } = parts;
    const known = from?.isReset ? undefined : from;
    this.#parts = { ...parts, from: known };
    this.#overlap = resumption.by === "time" && parts.overlap > resumption.overlap ? parts.overlap : resumption.overlap;
    this.#position = known?.position;
    this.#readTo = known?.readTo;
    this.#seen = new Map(known?.seen);
    this.#holes = known?.holes ?? [];
    this.#numbering = new Numbering(known?.streams ?? new Map(), this.#holes);
    this.#findings = new Findings({ gaps: known?.gaps ?? 0, deadLetters: known?.deadLetters ?? 0 });
    this.#recognition = new Recognition(resumption.by, known?.recent ?? [], this.#expected());
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
    for (;;) {
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
      if (this.#recognition.prove()) return this.#finish();
      this.#beginAgain();
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
      recent: this.#recognition.recent,
      seen: new Map(seen.slice(-this.#parts.mostSeen)),
      streams: this.#numbering.streams,
      holes: this.#holes,
      filter: this.#parts.filter,
      movedAt: this.#parts.now,
      ...this.#findings.told,
    };
  }

  /** Gaps and unreadable records, and what they make of the run's verdict. */
  get findings(): Pick<Findings, "takeGaps" | "takeLetters" | "verdicts"> {
    return this.#findings;
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
      this.#tellLoss(mark, at);
      if (dense) this.#numbering.take(streamOf(field), integerOf(field("sequence_number")), mark);
      if (field("event_type") === DEAD_LETTER) {
        this.#takeLetter(plainText(field("id")), mark, row);
        continue;
      }
      const identity = identityOf(field);
      if (!this.#recognition.take({ identity, mark, at })) {
        for (const other of fresh) this.#seen.delete(other);
        return undefined;
      }
      this.#newest = this.#newest === undefined || mark > this.#newest ? mark : this.#newest;
      this.#reached = mark;
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
    this.#findings.addLetter(row, this.owner.connection);
  }

  /** Events of the checkpoint that must be met again: those that are asked for, and that the source has not dropped. */
  #expected(): readonly KnownEvent[] {
    const { from, now, retentionDays, filter, resumption, isWindowed } = this.#parts;
    if (this.#position === undefined || resumption.moves) return [];
    if (resumption.by === "time" && (isWindowed || from?.filter !== filter)) return [];
    const floor = this.#position - this.#overlap;
    const oldest = retentionDays === undefined ? undefined : now - BigInt(retentionDays) * MICROS_PER_DAY;
    return (from?.recent ?? []).filter(({ mark, at }) => mark >= floor && (oldest === undefined || at > oldest));
  }

  /** The log is another one: everything in it is read. */
  #beginAgain(): void {
    if (this.#recognition.forget()) this.#lostAt = this.#position;
    this.#position = undefined;
    this.#newest = undefined;
    this.#holes = [];
    this.#numbering.forget();
  }

  /** Says what became of the log that was known, once the first event of the one there is now is seen, or that it has none. */
  #tellLoss(first: bigint | undefined, at: bigint | undefined): void {
    const lost = this.#lostAt;
    if (lost === undefined) return;
    this.#lostAt = undefined;
    this.#findings.addGap(lossOf(this.#parts.resumption.by, { lost, first, at, readTo: this.#readTo }));
  }

  #finish(): void {
    this.#tellLoss(undefined, undefined);
    this.#checkRetention(this.#to ?? this.#parts.now);
    this.#readTo = this.#to ?? this.#parts.now;
    if (this.#parts.isFiltered) return this.#numbering.close();
    for (const hole of this.#numbering.giveUp()) this.#findings.addGap({ kind: "hole", message: `${lacking(hole)}.` });
    this.#holes = this.#numbering.holes;
    for (const hole of this.#holes)
      this.#findings.verdicts.push({
        verdict: "partial",
        reason: `${lacking(hole)}; the next sync looks for what is missing again.`,
      });
  }

  /** Whether the source has dropped events since the last whole reading; told once. */
  #checkRetention(now: bigint): void {
    const { retentionDays, from } = this.#parts;
    const oldest = retentionDays === undefined ? undefined : now - BigInt(retentionDays) * MICROS_PER_DAY;
    const before = from?.readTo;
    if (oldest === undefined || before === undefined || before >= oldest || this.#readTo !== before) return;
    this.#readTo = oldest;
    this.#findings.addGap({
      kind: "retention",
      message: `The last reading went up to ${formatInstant(before)}, and the source keeps ${retentionDays} days: what happened until ${formatInstant(oldest)} may be missing.`,
      from: before,
      to: oldest,
    });
  }

  /** The place up to which nothing can be missing: not behind a hole that may still be filled. */
  #counted(): bigint | undefined {
    const { resumption, isFiltered, from, now } = this.#parts;
    const [position, newest] = [this.#position, this.#newest];
    if (newest === undefined) return position;
    const to = this.#to ?? now;
    const counted = resumption.by === "time" && newest > to ? to : newest;
    const held = isFiltered ? undefined : this.#numbering.heldAt(from?.position);
    const safe = held !== undefined && held < counted ? held : counted;
    return position === undefined || safe > position ? safe : position;
  }

  #isBeyond(): boolean {
    const { by } = this.#parts.resumption;
    return by === "time" && this.#to !== undefined && this.#reached !== undefined && this.#reached > this.#to;
  }
}

function lacking({ stream, from, to }: Hole): string {
  return `The stream ${stream} lacks ${from === to ? `number ${from}` : `numbers ${from} to ${to}`}`;
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

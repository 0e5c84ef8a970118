import type { Kept } from "../../../protocol/checkpoints.ts";
import type { Note } from "../../../protocol/results.ts";
import { EvqError } from "../../base/failure.ts";
import type { Clock } from "../../base/ports.ts";
import { plainText } from "../../base/plainText.ts";
import { Duration } from "../../base/duration.ts";
import type { Value } from "../../base/value.ts";
import type { Connector } from "../../connectors/connector.ts";
import type { LogScan, Plan } from "../../plan/plan.ts";
import { printSource } from "../../plan/text.ts";
import { EVENT_FIELDS } from "../../query/event.ts";
import type { Expression, Query } from "../../query/query.ts";
import { compileValue } from "../../query/evaluate/expression.ts";
import type { NewEvent, Store } from "../../store/api.ts";
import { rowWise } from "../stream.ts";
import type { Verdicts } from "../verdict.ts";
import { keyOf, printCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { CHECKPOINT_LOG, heldIn } from "./checkpoints.ts";
import { SYNC_STREAM, gapEvent } from "./gap.ts";
import { keptEvent } from "./keptEvents.ts";
import { Reading } from "./reading.ts";

export interface SyncParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly connectorOf: (source: LogScan["source"]) => Connector;
}

/** What a run with `since checkpoint` or `into` has besides its rows. */
export interface SyncEnd {
  /** What became of the rows of a query with `into`. */
  readonly kept?: Kept;
  /** Moves the checkpoints of a query without `into`; to be called once its rows are written out. */
  readonly commit?: () => Promise<void>;
}

const PREVIEW = "The checkpoint stays until the rows are committed, or written out by evq sync.";
/** Events of one frame at most. */
const FRAME_EVENTS = 1000;
/** Events within the overlap that a checkpoint of `into` remembers: only so that they need not be shown again, as the log knows them. */
const SEEN_INTO = 500;

/**
 * A run that reads on from its checkpoint, or keeps its rows in a log, or both. Rows that are kept and the checkpoint
 * behind them go into one frame of the log's journal.
 */
export class Syncing {
  readonly readings: ReadonlyMap<LogScan, Reading>;
  readonly #parts: SyncParts;
  readonly #query: Query;
  readonly #timeZone: string;
  /** Whether rows come page by page in the order of the reading, so that each page has its checkpoint. */
  readonly #isStreaming: boolean;
  readonly #connectors: ReadonlyMap<string, Connector>;
  /** The checkpoints as they were when they were read or last written here, as their text. */
  readonly #standing: Map<Reading, string | undefined>;
  #appended = 0;
  #repeated = 0;

  private constructor(
    parts: SyncParts,
    query: Query,
    plan: Plan,
    timeZone: string,
    { readings, standing }: Pick<Syncing, "readings"> & { readonly standing: Map<Reading, string | undefined> },
  ) {
    this.#parts = parts;
    this.#standing = standing;
    this.#query = query;
    this.#timeZone = timeZone;
    this.readings = readings;
    this.#isStreaming = rowWise(plan) !== undefined;
    const scans = scansOf(plan);
    this.#connectors = new Map(scans.map(({ source }) => [source.connection, parts.connectorOf(source)]));
  }

  /**
   * @param filter the text of what the query lets pass
   * @throws EvqError `query.not-available` for a log that cannot be read on in, `checkpoint.unreadable`, those of the store
   */
  static async begin(
    parts: SyncParts,
    query: Query,
    plan: Plan,
    { filter, now, timeZone }: { readonly filter: string; readonly now: bigint; readonly timeZone: string },
  ): Promise<Syncing> {
    const readings = new Map<LogScan, Reading>();
    const standing = new Map<Reading, string | undefined>();
    const { since, into } = query;
    for (const scan of since ? scansToResume(plan) : []) {
      const { source } = scan;
      const { resumption, capabilities } = parts.connectorOf(source);
      if (!resumption) throw notResumable(printSource(source));
      const owner = {
        name: since?.checkpoint ?? "",
        connection: source.connection,
        log: source.log ?? "",
        stream: textIn(source.stream) ?? "",
      };
      const held = await heldIn(parts.store, into?.log ?? CHECKPOINT_LOG, owner);
      const reading = new Reading({
        owner,
        resumption,
        from: held && readCheckpoint(held),
        overlap: microsIn(since?.overlap),
        filter,
        isFiltered: query.where !== undefined || query.during !== undefined,
        isWindowed: query.during !== undefined,
        mostSeen: into ? SEEN_INTO : Infinity,
        retentionDays: capabilities.retentionDays,
        now,
      });
      readings.set(scan, reading);
      standing.set(reading, held?.text);
    }
    return new Syncing(parts, query, plan, timeZone, { readings, standing });
  }

  /** From where on is read, and what becomes of the rows. */
  get notes(): readonly Note[] {
    const { into } = this.#query;
    const since = (message: string): Note => ({ code: "reads-on", clause: "since", message });
    return [
      ...[...this.readings].map(([{ source }, reading]) => since(reading.describe(printSource(source)))),
      ...(this.readings.size > 0 && !into ? [since(PREVIEW)] : []),
      ...(into ? [{ code: "keeps", clause: "into", message: this.#keeping(printSource(into)) } as const] : []),
    ];
  }

  #keeping(log: string): string {
    const moves = this.readings.size > 0 ? ", and the checkpoint moves in the same step" : "";
    return `Rows are kept in ${log}, each event once by its source and id${moves}.`;
  }

  /** Keeps rows of a query with `into`; they are safe when it resolves. */
  async keep(columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void> {
    if (!this.#query.into) return;
    const events = rows.map((row) => this.#eventOf(columns, row));
    const [reading] = this.#isStreaming ? this.readings.values() : [];
    await this.#append(events, reading);
  }

  /** To be called when all rows were handed on. */
  async end(verdicts: Verdicts): Promise<SyncEnd> {
    for (const reading of this.readings.values()) tell(reading, verdicts);
    const { into } = this.#query;
    if (!into) return this.readings.size > 0 ? { commit: () => this.#commit() } : {};
    for (const reading of this.readings.values()) await this.#append([], reading);
    return { kept: { log: into.log ?? "", appended: this.#appended, repeated: this.#repeated } };
  }

  async #commit(): Promise<void> {
    for (const reading of this.readings.values()) await this.#checkStands(reading);
    for (const reading of this.readings.values()) {
      const about = this.#about(reading);
      await this.#keepPart(CHECKPOINT_LOG, about, about, reading);
    }
  }

  /** Events in frames, of which the last one bears the checkpoint behind them. */
  async #append(events: readonly NewEvent[], reading: Reading | undefined): Promise<void> {
    if (reading) await this.#checkStands(reading);
    const about = reading ? this.#about(reading) : [];
    const all = [...events, ...about];
    for (let at = 0; at < all.length || (at === 0 && reading); at += FRAME_EVENTS) {
      const isLast = at + FRAME_EVENTS >= all.length;
      const part = all.slice(at, at + FRAME_EVENTS);
      await this.#keepPart(this.#place, part, about, isLast ? reading : undefined);
    }
  }

  /** @param about events of the sync's own, which are not counted as rows */
  async #keepPart(
    log: string,
    events: readonly NewEvent[],
    about: readonly NewEvent[],
    reading: Reading | undefined,
  ): Promise<void> {
    const own = new Set(about);
    const checkpoint = reading && { key: keyOf(reading.owner), value: printCheckpoint(reading.checkpoint()) };
    const { identities, repeated } = await this.#parts.store.append(log, events, checkpoint ? { checkpoint } : {});
    const given = new Set(identities.map(({ id }) => id));
    const isNew = ({ id }: NewEvent) => id === undefined || given.has(id);
    this.#appended += identities.length - events.filter((event) => own.has(event) && isNew(event)).length;
    this.#repeated += repeated;
    if (reading) this.#standing.set(reading, checkpoint?.value.text);
  }

  /** Whoever resets a checkpoint or takes it back while a run goes on must not find it moved ahead again. */
  async #checkStands(reading: Reading): Promise<void> {
    const { store } = this.#parts;
    const held = await heldIn(store, this.#place, reading.owner);
    if (held?.text === this.#standing.get(reading)) return;
    throw new EvqError(
      "checkpoint.moved",
      `The checkpoint ${JSON.stringify(reading.owner.name)} was moved, reset or taken back since this run began.`,
      "Run it again: it goes on from where the checkpoint stands now.",
    );
  }

  /** The log whose journal keeps the checkpoints. */
  get #place(): string {
    return this.#query.into?.log ?? CHECKPOINT_LOG;
  }

  /** The gaps and unreadable records that a reading met, as events. */
  #about(reading: Reading): readonly NewEvent[] {
    const now = this.#parts.clock.now();
    const { findings } = reading;
    const letters = findings.takeLetters().map((row) => keptEvent(EVENT_FIELDS, row, () => undefined, SYNC_STREAM));
    return [...letters, ...findings.takeGaps().map((gap) => gapEvent(gap, reading.owner, now))];
  }

  #eventOf(columns: readonly string[], row: readonly Value[]): NewEvent {
    const { stream } = this.#query.into ?? {};
    const value = stream && compileValue(stream, { columns, timeZone: this.#timeZone })(row);
    const resumptionOf = (connection: string) => this.#connectors.get(connection)?.resumption;
    return keptEvent(columns, row, resumptionOf, textOfStream(value));
  }
}

/** Says of a reading what must be known of it. */
function tell(reading: Reading, verdicts: Verdicts): void {
  const { name } = reading.owner;
  if (reading.isOtherFilter)
    verdicts.note({
      code: "checkpoint",
      message: `The query lets other events pass than when the checkpoint "${name}" was made. Those before it were not read again; reset it to read them.`,
    });
  for (const verdict of reading.findings.verdicts) verdicts.add(verdict);
}

function scansOf(plan: Plan): readonly LogScan[] {
  return plan.scans.flatMap((scan) => (scan.kind === "log" ? [scan] : scansOf(scan.plan)));
}

/** A named query that does more than filter has no place to read on from. */
function scansToResume(plan: Plan): readonly LogScan[] {
  return plan.scans.map((scan) => {
    if (scan.kind === "log") return scan;
    throw new EvqError(
      "query.not-available",
      `\`since checkpoint\` reads on in a log, and the rows of ${scan.name} are worked out from all of its events.`,
      "Write the source behind `from` itself.",
    );
  });
}

function notResumable(source: string): EvqError {
  return new EvqError(
    "query.not-available",
    `\`since checkpoint\` cannot read on in ${source}: its events have no order of arrival that could be followed.`,
    "Use `during`, with a window that fits.",
  );
}

function textIn(expression: Expression | undefined): string | undefined {
  return expression?.kind === "constant" && typeof expression.value === "string" ? expression.value : undefined;
}

function microsIn(expression: Expression | undefined): bigint {
  return expression?.kind === "constant" && expression.value instanceof Duration ? expression.value.micros : 0n;
}

/** A stream is named by any value; one without is that of the event. */
function textOfStream(value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : plainText(value);
}

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runNode } from "../host/processes.ts";
import { EditorSession } from "./editorSession.ts";
import { writeEvents } from "./events.ts";

/** What a keystroke may take from the change to its answer, in 99 of 100 cases. */
const GOAL_MS = 20;
/** A machine on which a message that asks nothing takes longer than this, in 99 of 100 cases, does other things too. */
const QUIET_MS = 5;
/** Letters typed in a file in each state, in rounds of a line; and the pause between two of them: a fast typist's. */
const ROUNDS = 3;
const PAUSE_MS = 50;
const EVENTS = 300_000;

const slow = `from ${Array.from({ length: 8 }, () => "local.typing").join(", ")}\norder by payload.user, payload.session\n`;
const typed = `\nfrom local.typing where event_type = "order.placed" and payload.total >= 12 reduce count() by actor\n`;

/** Name → how many queries stand in the file before what is typed at its end. */
const files = { small: 1, "40 queries": 40 };

/**
 * Types into the real language server while nothing runs and while a long query runs in its worker, in turns, and prints
 * what a keystroke takes from the change to the list of completions. Beside it stands what a message that asks nothing
 * took at the same time, which is the machine's share, and on Linux what the thread that answers computed.
 * @returns whether the goal was reached in all files; on a machine that is not quiet the computing alone is judged
 */
export async function benchTyping(folder: string): Promise<boolean> {
  const store = await storeOf(folder);
  const session = await EditorSession.open(store);
  try {
    await session.openDocument("file:///slow.evq", slow);
    const typists = Object.entries(files).map(([name, queries]) => new Typist(session, name, queries));
    for (const typist of typists) await typist.warmUp();
    let runs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const state of ["nothing runs", "a query runs"]) {
        if (state !== "nothing runs") await session.keepRunning("file:///slow.evq");
        for (const typist of typists) await typist.type(state);
        if (state !== "nothing runs") runs += await session.stopRunning();
      }
    }
    console.log(`the long query was started ${runs} times in ${ROUNDS} rounds\n`);
    const results = typists.flatMap((typist) => typist.results());
    console.log(
      `ms: p50, p99, worst      a keystroke answered         nothing answered       computed a keystroke   timers late, p99`,
    );
    for (const result of results) console.log(lineOf(result));
    const isQuiet = results.every(({ nothing }) => percentile(nothing, 99) < QUIET_MS);
    const judged = results.map(({ answered, computed }) => percentile(isQuiet ? answered : computed, 99));
    const reached = judged.every((time) => time < GOAL_MS);
    const what = isQuiet ? "answered" : "the machine does other things too; computed";
    console.log(`\n${what} in less than ${GOAL_MS} ms in 99 of 100 cases: ${reached ? "yes" : "NO"}`);
    return reached;
  } finally {
    session.close();
  }
}

/** The store is put where it is looked for when it is whole: an import that was broken off is made again. */
async function storeOf(folder: string): Promise<string> {
  const store = join(folder, "typing-store");
  if (existsSync(store)) return store;
  const events = join(folder, `events-${EVENTS}.ndjson`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(events)) writeEvents(events, EVENTS);
  rmSync(`${store}.new`, { recursive: true, force: true });
  const code = await runNode("dist/cli.js", ["import", events, "--into", "typing", "--store", `${store}.new`]);
  if (code !== 0) throw new Error(`the import ended with code ${code}`);
  renameSync(`${store}.new`, store);
  return store;
}

/** Milliseconds, a keystroke an item. */
interface Measured {
  readonly name: string;
  /** From a change to the completions for it. */
  readonly answered: number[];
  /** What a message that asks nothing took just before. */
  readonly nothing: number[];
  /** What the thread that answers computed meanwhile, with what it does on its own; empty but on Linux. */
  readonly computed: number[];
  /** How late timers of the server were, in 99 of 100 cases of the worst round. */
  late: number;
}

/** Types at the end of one document. */
class Typist {
  readonly #session: EditorSession;
  readonly #name: string;
  readonly #uri: string;
  readonly #text: string;
  readonly #measured = new Map<string, Measured>();
  #version = 0;
  #line: number;
  #character = 0;

  constructor(session: EditorSession, name: string, queries: number) {
    this.#session = session;
    this.#name = name;
    this.#uri = `file:///typing-${queries}.evq`;
    this.#text = documentOf(queries);
    this.#line = this.#text.split("\n").length - 1;
  }

  /** The first answers compile the code and wait for the catalog; nobody is that fast. */
  async warmUp(): Promise<void> {
    await this.#session.openDocument(this.#uri, this.#text);
    for (let round = 0; round < 3; round++) {
      for (const letter of typed) await this.#keystroke(letter);
      await this.#backToStart();
    }
  }

  async type(state: string): Promise<void> {
    const measured = this.#in(state);
    await this.#session.loopDelay();
    for (const letter of typed) {
      measured.nothing.push(await timed(() => this.#session.nothing()));
      const before = this.#session.computedMs();
      measured.answered.push(await timed(() => this.#keystroke(letter)));
      const after = this.#session.computedMs();
      if (before !== undefined && after !== undefined) measured.computed.push(after - before);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    measured.late = Math.max(measured.late, (await this.#session.loopDelay()).p99);
    await this.#backToStart();
  }

  results(): readonly Measured[] {
    return [...this.#measured.values()];
  }

  /** One letter at the end of the document, and the completions that an editor asks for with it. */
  async #keystroke(letter: string): Promise<void> {
    const position = { line: this.#line, character: this.#character };
    await this.#change({ range: { start: position, end: position }, text: letter });
    if (letter === "\n") [this.#line, this.#character] = [this.#line + 1, 0];
    else this.#character++;
    await this.#session.ask("textDocument/completion", {
      textDocument: { uri: this.#uri },
      position: { line: this.#line, character: this.#character },
    });
  }

  /** Takes back what was typed, and waits for what an editor asks for in a pause. */
  async #backToStart(): Promise<void> {
    await this.#change({ text: this.#text });
    [this.#line, this.#character] = [this.#text.split("\n").length - 1, 0];
    await this.#session.ask("textDocument/semanticTokens/full", { textDocument: { uri: this.#uri } });
  }

  async #change(change: object): Promise<void> {
    await this.#session.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: this.#uri, version: ++this.#version },
      contentChanges: [change],
    } as never);
  }

  #in(state: string): Measured {
    const name = `${this.#name}, ${state}`;
    const found = this.#measured.get(name) ?? { name, answered: [], nothing: [], computed: [], late: 0 };
    this.#measured.set(name, found);
    return found;
  }
}

function documentOf(queries: number): string {
  return Array.from(
    { length: queries },
    (_, at) =>
      `//# Query ${at}\nfrom local.typing\nduring @2024-01\nwhere event_type = "a${at}" and payload.n > ${at}\nreduce count() as n by bin(timestamp, 1h), actor\norder by n desc\n`,
  ).join("\n");
}

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function lineOf({ name, answered, nothing, computed, late }: Measured): string {
  const parts = (times: readonly number[]) =>
    [50, 99, 100].map((part) => percentile(times, part).toFixed(1).padStart(7)).join("");
  return `${name.padEnd(26)}${parts(answered)}   ${parts(nothing)}   ${parts(computed)}   ${late.toFixed(1).padStart(6)}`;
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0;
}

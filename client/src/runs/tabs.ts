import type { Position } from "../../../server/protocol/requests.ts";
import type { RunState } from "../../../server/protocol/results.ts";

/** Where the query that runs is written. */
export interface QueryPlace {
  readonly uri: string;
  readonly position: Position;
}

/** One result that is open. */
export interface Tab {
  readonly id: string;
  readonly place: QueryPlace;
  readonly state: RunState;
  /** Which start of a run it shows; later starts have higher numbers. */
  readonly started: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Kept: another run of the same query gets a tab of its own. */
  readonly pinned: boolean;
  /** From before the window was reloaded: what is known of the run, without its rows. */
  readonly gone: boolean;
}

/** More than this and the oldest that is not pinned is closed; the server keeps a few more. */
export const MAX_TABS = 12;
export const MAX_PINNED = 8;

/** The results that are open, in order, and which of them is shown. */
export class Tabs {
  #tabs: readonly Tab[];
  #active: string | undefined;
  #last = 0;
  /** Told of each run that no tab shows any more. */
  readonly #dropped: (tab: Tab) => void;

  constructor(dropped: (tab: Tab) => void, tabs: readonly Tab[] = [], active?: string) {
    this.#dropped = dropped;
    this.#tabs = tabs;
    this.#active = tabs.some(({ id }) => id === active) ? active : tabs.at(-1)?.id;
    this.#last = tabs.length;
  }

  get all(): readonly Tab[] {
    return this.#tabs;
  }

  get active(): Tab | undefined {
    return this.#tabs.find(({ id }) => id === this.#active);
  }

  byRun(runId: string): Tab | undefined {
    return this.#tabs.find(({ state }) => state.runId === runId);
  }

  /** The run that is shown if it goes on, else the one that was started last of those that do. */
  get running(): Tab | undefined {
    const running = this.#tabs.filter(({ state }) => state.phase === "running");
    return running.find(({ id }) => id === this.#active) ?? running.toSorted((a, b) => b.started - a.started)[0];
  }

  /**
   * Shows what a start of a query has come to: in its own tab, else in the one of the same query unless that is pinned,
   * else in a new one. False when a later start of the query is shown there: this one is not wanted any more.
   */
  show(started: number, place: QueryPlace, state: RunState, at: number): boolean {
    const own = this.#tabs.find((tab) => tab.started === started);
    const same = this.#sameQuery(started, place, state);
    if (same && same.started > started) {
      if (own) this.#remove(own);
      return false;
    }
    const target = same ?? own;
    if (own && same && own !== same) this.#remove(own);
    const filled = { place, state, started, at, gone: false };
    if (target) {
      if (target.started !== started) this.#dropped(target);
      this.#replace(target, filled);
      this.#active = target.id;
    } else this.#add(filled);
    return true;
  }

  update(state: RunState): boolean {
    const tab = this.byRun(state.runId);
    if (tab) this.#replace(tab, { state });
    return tab !== undefined;
  }

  activate(id: string): void {
    if (this.#tabs.some((tab) => tab.id === id)) this.#active = id;
  }

  /** Closes a tab, or all but it; pinned ones are closed only by their own button. */
  close(id: string): void {
    const tab = this.#tabs.find((one) => one.id === id);
    if (!tab) return;
    const at = this.#tabs.indexOf(tab);
    this.#drop(tab);
    if (this.#active === id) this.#active = (this.#tabs[at] ?? this.#tabs.at(-1))?.id;
  }

  closeOthers(id: string): void {
    for (const tab of this.#tabs) if (tab.id !== id && !tab.pinned) this.#drop(tab);
    this.activate(id);
    if (!this.active) this.#active = this.#tabs.at(-1)?.id;
  }

  /** Does nothing when too many are pinned already. */
  pin(id: string, pinned: boolean): void {
    const tab = this.#tabs.find((one) => one.id === id);
    if (!tab || (pinned && this.#tabs.filter((one) => one.pinned).length >= MAX_PINNED)) return;
    this.#replace(tab, { pinned });
  }

  /** The same query of the same document; before the server has named the query, one that was run from the same place. */
  #sameQuery(started: number, { uri, position }: QueryPlace, { query }: RunState): Tab | undefined {
    return this.#tabs.find((tab) => {
      const isKept = tab.pinned && !tab.gone; // rows that are gone are not to be kept from anything
      if (isKept || tab.place.uri !== uri || tab.started === started) return false;
      if (query !== undefined) return tab.state.query === query;
      return tab.state.query === undefined || tab.place.position.line === position.line;
    });
  }

  #add(filled: Omit<Tab, "id" | "pinned">): void {
    const tab = { ...filled, id: `tab-${++this.#last}`, pinned: false };
    this.#tabs = [...this.#tabs, tab];
    this.#active = tab.id;
    const oldest = this.#tabs
      .filter(({ id, pinned }) => id !== tab.id && !pinned)
      .toSorted((a, b) => a.started - b.started)[0];
    if (this.#tabs.length > MAX_TABS && oldest) this.#drop(oldest);
  }

  #replace(tab: Tab, change: Partial<Tab>): void {
    this.#tabs = this.#tabs.map((one) => (one.id === tab.id ? { ...one, ...change } : one));
  }

  #remove(tab: Tab): void {
    this.#tabs = this.#tabs.filter(({ id }) => id !== tab.id);
  }

  #drop(tab: Tab): void {
    this.#remove(tab);
    this.#dropped(tab);
  }
}

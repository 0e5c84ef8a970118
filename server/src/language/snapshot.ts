import { bind } from "../query/bind.ts";
import type { BindSettings, BoundDocument } from "../query/bind.ts";
import type { Catalog } from "../query/catalog.ts";
import type { Document } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import type { Problem } from "../syntax/problem.ts";

/** What a text is read against. */
export interface SnapshotContext {
  readonly catalog: Catalog;
  /** IANA name in which times without a zone are read. */
  readonly timeZone: string;
  /** Microseconds since 1970-01-01T00:00Z, for what depends on the day it is; absent where nothing should. */
  readonly now?: bigint | undefined;
}

/** One version of one text, read against one catalog. Nothing in it changes; each part is worked out when it is first asked for. */
export class Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Where the text begins anew: it is of several pieces, the cells of a notebook. */
  readonly cuts: readonly number[];
  readonly catalog: Catalog;
  readonly timeZone: string;
  readonly now: bigint | undefined;
  #parsed: { readonly document: Document; readonly problems: readonly Problem[] } | undefined;
  #bound: BoundDocument | undefined;

  constructor(
    uri: string,
    version: number,
    text: string,
    { catalog, timeZone, now }: SnapshotContext,
    cuts: readonly number[] = [],
  ) {
    this.uri = uri;
    this.version = version;
    this.text = text;
    this.cuts = cuts;
    this.catalog = catalog;
    this.timeZone = timeZone;
    this.now = now;
  }

  get document(): Document {
    return this.#parse().document;
  }

  get syntaxProblems(): readonly Problem[] {
    return this.#parse().problems;
  }

  get bound(): BoundDocument {
    return (this.#bound ??= bind(this.document, this.catalog, this.#settings()));
  }

  #settings(): BindSettings {
    return this.now === undefined ? { timeZone: this.timeZone } : { timeZone: this.timeZone, now: this.now };
  }

  #parse(): { readonly document: Document; readonly problems: readonly Problem[] } {
    return (this.#parsed ??= parse(this.text, this.cuts));
  }
}

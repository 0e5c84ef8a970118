import { EvqError } from "../base/failure.ts";
import type { Position, Range } from "../../protocol/requests.ts";

/**
 * Checks what came over the wire, which is `unknown` until it was read here.
 * Every reader throws EvqError `usage` naming the member that is not what it should be.
 */
export class Params {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(params: unknown, path = "params") {
    if (typeof params !== "object" || params === null) throw notA(path, "an object");
    this.#members = params as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  text(name: string): string {
    const value = this.#member(name);
    if (typeof value !== "string") throw notA(`${this.#path}.${name}`, "a text");
    return value;
  }

  /** An integer, from 0 unless told otherwise. */
  integer(name: string, least = 0): number {
    const value = this.#member(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
      throw notA(`${this.#path}.${name}`, `a whole number from ${least}`);
    }
    return value;
  }

  flag(name: string): boolean {
    return this.#member(name) === true;
  }

  /** Whatever is there, for a reader of its own. */
  unread(name: string): unknown {
    return this.#member(name);
  }

  object(name: string): Params {
    return new Params(this.#member(name), `${this.#path}.${name}`);
  }

  optional(name: string): Params | undefined {
    const value = this.#member(name);
    return value === undefined || value === null ? undefined : this.object(name);
  }

  list(name: string): readonly Params[] {
    const value = this.#member(name);
    if (!Array.isArray(value)) throw notA(`${this.#path}.${name}`, "a list");
    return value.map((item: unknown, at) => new Params(item, `${this.#path}.${name}[${at}]`));
  }

  /** Members whose values are texts; others are refused. */
  texts(name: string): Readonly<Record<string, string>> {
    const value = this.#member(name);
    if (value === undefined || value === null) return {};
    if (typeof value !== "object") throw notA(`${this.#path}.${name}`, "an object of texts");
    const result: [string, string][] = [];
    for (const [key, text] of Object.entries(value)) {
      if (text === undefined) continue;
      if (typeof text !== "string") throw notA(`${this.#path}.${name}.${key}`, "a text");
      result.push([key, text]);
    }
    return Object.fromEntries(result);
  }

  position(name = "position"): Position {
    return positionOf(this.object(name));
  }

  positions(name: string): readonly Position[] {
    return this.list(name).map(positionOf);
  }

  range(name = "range"): Range {
    const range = this.object(name);
    return { start: range.position("start"), end: range.position("end") };
  }

  /** The address of the document that a textDocument request is about. */
  documentUri(): string {
    return this.object("textDocument").text("uri");
  }

  #member(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }
}

function positionOf(params: Params): Position {
  return { line: params.integer("line"), character: params.integer("character") };
}

function notA(what: string, wanted: string): EvqError {
  return new EvqError("usage", `${what} is not ${wanted}.`);
}

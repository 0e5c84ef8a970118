import type { ClauseKind } from "../../syntax/ast.ts";
import { CLAUSES, DECLARATIONS, isClauseWord } from "./grammar.ts";
import type { Part, Parts } from "./grammar.ts";
import { nameOf } from "./tokens.ts";
import type { Token } from "./tokens.ts";

/** Where the pieces of a statement lead to: which part of which clause, and what of an expression is there already. */
export interface Scan {
  readonly statement: "none" | "param" | "let" | "query";
  readonly clause: ClauseKind | "from" | "param" | "let" | undefined;
  /** Clauses of the query so far, the last one included. */
  readonly clauses: readonly ClauseKind[];
  readonly part: Part | undefined;
  readonly partName: string;
  /**
   * operand: something must come. operator: an operand is there. path: a dot was typed. name: a new name comes.
   * between: a `|`, so a clause must come.
   */
  readonly state: State;
  /** Steps of the path that ends here, or that the dot goes on with. */
  readonly path: readonly string[];
  /** What the operand here is compared with, and how. */
  readonly comparison: Comparison | undefined;
  /** Calls and brackets that are open, the innermost last. */
  readonly frames: readonly Frame[];
  /** Offset of the `from` of the query. */
  readonly from: number;
}

type State = "operand" | "operator" | "path" | "name" | "between";

export interface Comparison {
  readonly left: readonly string[];
  readonly operator: string;
}

export interface Frame {
  /** Name of the function, in lower case; absent for a bracket. */
  readonly call: string | undefined;
  readonly argument: number;
  /** What it was compared with before the bracket. */
  readonly comparison: Comparison | undefined;
  /** For `path["key"]`: the path before the bracket. */
  readonly indexed: readonly string[] | undefined;
}

/** Walks the pieces once. Never fails: a piece that does not fit is taken as an operand. */
export function scan(tokens: readonly Token[]): Scan {
  const scanner = new Scanner();
  for (const token of tokens) if (token.kind !== "comment") scanner.accept(token);
  return scanner;
}

class Scanner implements Scan {
  statement: Scan["statement"] = "none";
  clause: Scan["clause"];
  clauses: ClauseKind[] = [];
  partName = "";
  state: State = "operand";
  path: readonly string[] = [];
  comparison: Comparison | undefined;
  frames: Frame[] = [];
  from = 0;
  #parts: Parts = {};
  #listPart = "";
  #atStart = true;
  /** The string that was the last operand. */
  #literal: string | undefined;

  get part(): Part | undefined {
    return Object.hasOwn(this.#parts, this.partName) ? this.#parts[this.partName] : undefined;
  }

  accept(token: Token): void {
    const word = token.kind === "word" ? token.text.toLowerCase() : token.text;
    const isWord = token.kind === "word";
    if (this.state === "name" || this.state === "path") {
      if (token.startsLine && isWord && this.#startsAnew(word)) this.state = "operand";
      else if (isWord || token.kind === "quoted" || token.kind === "string") return this.#named(token);
      this.state = "operand";
    }
    if (token.text === ";") return this.#end();
    if (token.text === "|") return void (this.state = "between");
    if (isWord && this.#opensStatement(word, token)) return;
    if (isWord && isClauseWord(word) && this.#inQuery()) {
      return this.#begin(word, CLAUSES[word]);
    }
    if (this.#opensPart(word)) return;
    this.#atStart = false;
    if (this.state === "operator") this.#afterOperand(token, word);
    else this.#operand(token, word);
  }

  /** A clause or statement on a line of its own is no name, although one is due before it. */
  #startsAnew(word: string): boolean {
    return STATEMENTS.has(word) || (isClauseWord(word) && this.#inQuery());
  }

  #inQuery(): boolean {
    return this.clause !== undefined && this.clause !== "param" && this.clause !== "let";
  }

  #named(token: Token): void {
    if (this.state === "path") this.path = [...this.path, nameOf(token)];
    this.#atStart = false;
    this.state = "operator";
  }

  #end(): void {
    this.statement = "none";
    this.clause = undefined;
    this.clauses = [];
    this.#reset({});
  }

  #opensStatement(word: string, token: Token): boolean {
    if (word !== "from" && word !== "let" && word !== "param") return false;
    this.clauses = [];
    if (word === "from") {
      if (!(this.clause === "let" && this.partName === "=" && this.state === "operand")) this.statement = "query";
      this.from = token.span.start;
      this.clause = "from";
      this.#reset(CLAUSES.from);
    } else {
      this.statement = this.clause = word;
      this.#reset(DECLARATIONS[word]);
      this.state = "name";
    }
    return true;
  }

  #begin(clause: ClauseKind, parts: Parts): void {
    this.clause = clause;
    this.clauses = [...this.clauses, clause];
    this.#reset(parts);
  }

  #reset(parts: Parts): void {
    this.#parts = parts;
    this.partName = this.#listPart = "";
    this.frames = [];
    this.#fresh();
    this.#atStart = true;
    if (this.part?.expects === "end") this.state = "operator";
  }

  /** A word such as `by` opens a part right behind the keyword, or behind an operand. */
  #opensPart(word: string): boolean {
    if (this.frames.length > 0 || word === "" || !Object.hasOwn(this.#parts, word)) return false;
    if (!this.#atStart && this.state !== "operator" && !(word === "previous" && this.partName === "to")) return false;
    this.partName = word;
    this.#fresh();
    this.#atStart = false;
    if (this.part?.list) this.#listPart = word;
    if (this.part?.expects === "name") this.state = "name";
    if (this.part?.expects === "end") this.state = "operator";
    return true;
  }

  #fresh(): void {
    this.state = "operand";
    this.path = [];
    this.comparison = undefined;
  }

  #operand(token: Token, word: string): void {
    this.path = [];
    this.#literal = token.kind === "string" ? nameOf(token) : undefined;
    if (token.kind === "symbol") {
      if (word === "(" || word === "[") this.#open(undefined);
      else if (word === ")" || word === "]") this.#close();
      return;
    }
    if (token.kind === "word" && (word === "not" || word === "exists")) return;
    if (token.kind === "word" || token.kind === "quoted") this.path = [nameOf(token)];
    this.state = "operator";
  }

  #afterOperand(token: Token, word: string): void {
    switch (word) {
      case ".":
        this.state = "path";
        return;
      case "(":
        return this.#open(this.path.length === 1 ? this.path[0]?.toLowerCase() : undefined);
      case "[":
        return this.#open(undefined, this.path);
      case ")":
      case "]":
        return this.#close();
      case ",":
        return this.#comma();
      case "and":
        if (this.comparison?.operator === "between") this.comparison = { ...this.comparison, operator: "and" };
        else this.comparison = undefined;
        this.state = "operand";
        return;
      case "or":
        this.#fresh();
        return;
      case "+":
      case "-":
        this.state = "operand";
        return;
      case "not":
      case "is":
        this.comparison = { left: this.path, operator: word };
        this.state = word === "is" ? "operand" : "operator";
        return;
    }
    if (token.kind === "symbol" || COMPARING.has(word)) {
      const left = this.comparison?.operator === "not" ? this.comparison.left : this.path;
      this.comparison = { left, operator: word };
      this.state = "operand";
    }
  }

  #open(call: string | undefined, indexed?: readonly string[]): void {
    this.frames = [...this.frames, { call, argument: 0, comparison: this.comparison, indexed }];
    if (call !== undefined || this.state === "operator") this.comparison = undefined;
    this.path = [];
    this.state = "operand";
  }

  #close(): void {
    const closed = this.frames.at(-1);
    this.comparison = closed?.comparison;
    this.path = closed?.indexed && this.#literal !== undefined ? [...closed.indexed, this.#literal] : [];
    this.frames = this.frames.slice(0, -1);
    this.state = "operator";
  }

  #comma(): void {
    const frame = this.frames.at(-1);
    this.state = "operand";
    this.path = [];
    if (frame) {
      this.frames = [...this.frames.slice(0, -1), { ...frame, argument: frame.argument + 1 }];
    } else {
      this.partName = this.#listPart;
      this.comparison = undefined;
    }
  }
}

const STATEMENTS: ReadonlySet<string> = new Set(["from", "let", "param"]);

/** Words that compare what stands before them with what comes. */
const COMPARING: ReadonlySet<string> = new Set([
  "in",
  "between",
  "contains",
  "icontains",
  "startswith",
  "endswith",
  "matches",
]);

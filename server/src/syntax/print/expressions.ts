import type { ComparisonOperator, Expression, Logical, Path, PathStepNode, StringLiteral } from "../ast.ts";
import { isPlainName, isWord } from "../lex.ts";
import type { Comments } from "./comments.ts";
import { group, hardline, indent, join, line, softline } from "./doc.ts";
import type { Doc } from "./doc.ts";
import { isChained } from "./places.ts";

/** How tightly each kind of expression binds; operands that bind less are written in brackets. */
export const BINDING = { or: 1, and: 2, not: 3, test: 4, sum: 5, sign: 6, operand: 7 } as const;

/** How comparisons are written. */
export const SIGNS: Readonly<Record<ComparisonOperator, string>> = {
  eq: "=",
  neq: "!=",
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
};

/** Words that are no keywords and yet need backticks at the head of any path. */
const ALWAYS_QUOTED: ReadonlySet<string> = new Set(["as", "by", "exists"]);

const TEXT_TESTS = ["contains", "icontains", "startswith", "endswith", "matches"];

/** Writes expressions, with the comments that stand at them. */
export class ExpressionPrinter {
  private readonly comments: Comments;
  private readonly quoted: ReadonlySet<string>;

  /** `quoted` are words that would be read as something else where these expressions stand. */
  constructor(comments: Comments, quoted: readonly string[] = []) {
    this.comments = comments;
    this.quoted = new Set([...ALWAYS_QUOTED, ...quoted]);
  }

  /** The expression, in brackets where it binds less than its place asks for. */
  print(node: Expression, binding: number = BINDING.or): Doc {
    const doc = this.plain(node);
    return this.comments.beside(node, bindingOf(node) < binding ? inBrackets(doc) : doc);
  }

  /** The expression where it may begin a line, with the comments above and below it. */
  private item(node: Expression): Doc {
    return this.comments.between(node, this.print(node));
  }

  private plain(node: Expression): Doc {
    switch (node.kind) {
      case "logical":
        return this.chain(node);
      case "not":
        return ["not ", this.print(node.operand, BINDING.not)];
      case "comparison":
        return [this.print(node.left, BINDING.sum), ` ${SIGNS[node.operator]} `, this.print(node.right, BINDING.sum)];
      case "text-test":
        return [
          this.print(node.left, BINDING.sum),
          ` ${negation(node)}${node.operator} `,
          this.print(node.right, BINDING.sum),
        ];
      case "between":
        return [
          this.print(node.left, BINDING.sum),
          ` ${negation(node)}between `,
          this.print(node.low, BINDING.sum),
          " and ",
          this.print(node.high, BINDING.sum),
        ];
      case "membership": {
        const list =
          node.list.kind === "list"
            ? this.comments.beside(node.list, this.bracketed("(", node.list.items, ")"))
            : this.print(node.list, BINDING.operand);
        return [this.print(node.left, BINDING.sum), ` ${negation(node)}in `, list];
      }
      case "null-test":
        return [this.print(node.left, BINDING.sum), ` is ${negation(node)}null`];
      case "arithmetic":
        return [this.print(node.left, BINDING.sum), ` ${node.operator} `, this.print(node.right, BINDING.sign)];
      case "unary":
        return [node.operand.kind === "unary" ? "- " : "-", this.print(node.operand, BINDING.sign)];
      case "exists":
        return this.exists(node.operand);
      case "parenthesised":
        return inBrackets(this.item(node.inner));
      case "list":
        return this.bracketed("[", node.items, "]");
      case "call":
        return [this.functionName(node.name.text), this.bracketed("(", node.arguments, ")")];
      case "path":
        return this.path(node);
      case "parameter":
        return `$${isWord(node.name) ? node.name : inBackticks(node.name)}`;
      case "string":
        return stringText(node);
      case "number":
        return node.written ?? node.text;
      case "boolean":
        return String(node.value);
      case "null":
        return "null";
      case "duration":
        return node.text;
      case "time":
        return `@${node.text}`;
      case "missing":
        return "";
    }
  }

  private chain(node: Logical): Doc {
    const { operator } = node;
    const [first, ...rest] = operandsOf(node, operator);
    if (!first) return "";
    const opening = this.comments.above(first).length > 0 ? hardline : "";
    const operand = (part: Expression): Doc => this.print(part, BINDING[operator] + 1);
    const others = rest.map((part) => [line, this.comments.between(part, [`${operator} `, operand(part)])]);
    return group(indent(opening, this.comments.between(first, operand(first)), others));
  }

  private bracketed(open: string, items: readonly Expression[], close: string): Doc {
    if (items.length === 0) return `${open}${close}`;
    const docs = items.map((item) => this.item(item));
    return group(open, indent(softline, join([",", line], docs)), softline, close);
  }

  /** A test of text that is the name of a field is quoted: `exists contains[0]` could be the field `exists` and the test. */
  private exists(operand: Expression): Doc {
    const printer = new ExpressionPrinter(this.comments, TEXT_TESTS);
    return [
      "exists ",
      operand.kind === "path" || operand.kind === "parenthesised"
        ? printer.print(operand)
        : inBrackets(this.print(operand)),
    ];
  }

  private functionName(text: string): string {
    return isPlainName(text) && !ALWAYS_QUOTED.has(text.toLowerCase()) ? text.toLowerCase() : inBackticks(text);
  }

  private path({ head, steps }: Path): Doc {
    const plain = isPlainName(head.text) && !this.quoted.has(head.text.toLowerCase());
    return `${plain ? head.text : inBackticks(head.text)}${steps.map(stepText).join("")}`;
  }
}

/** A name where no keyword is meant, in backticks where it is no word. */
export function freeName(text: string): string {
  return isWord(text) ? text : inBackticks(text);
}

/** A name at the head of a source, in backticks where it is a keyword or no word. */
export function headName(text: string): string {
  return isPlainName(text) ? text : inBackticks(text);
}

function inBackticks(text: string): string {
  return `\`${text.replaceAll("`", "``")}\``;
}

function inBrackets(doc: Doc): Doc {
  return group("(", indent(softline, doc), softline, ")");
}

function stepText(step: PathStepNode): string {
  if (step.kind === "missing") return ".";
  if (step.kind === "index") return `[${step.index}]`;
  return isWord(step.text) ? `.${step.text}` : `[${quote(step.text)}]`;
}

function stringText({ value, raw }: StringLiteral): string {
  return raw && !value.includes('"""') && !value.endsWith('"') ? `"""${value}"""` : quote(value);
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\\": "\\\\", '"': '\\"' };

/** A string literal for a value; what cannot be seen is written as an escape. */
export function quote(value: string): string {
  // Control characters, line separators, marks of direction, and halves of surrogate pairs.
  const hidden =
    /["\\\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  return `"${value.replace(hidden, (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

function negation({ negated }: { readonly negated: boolean }): string {
  return negated ? "not " : "";
}

function operandsOf(node: Expression, operator: "and" | "or"): readonly Expression[] {
  if (node.kind !== "logical" || !isChained(node, operator)) return [node];
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)];
}

function bindingOf(node: Expression): number {
  switch (node.kind) {
    case "logical":
      return BINDING[node.operator];
    case "not":
      return BINDING.not;
    case "comparison":
    case "text-test":
    case "between":
    case "membership":
    case "null-test":
      return BINDING.test;
    case "exists":
      return BINDING.operand;
    case "arithmetic":
      return BINDING.sum;
    case "unary":
      return BINDING.sign;
    default:
      return BINDING.operand;
  }
}

import type { IToken } from "chevrotain";
import type { ComparisonOperator, Expression, Logical, TextOperator } from "../ast.ts";
import * as T from "../tokens.ts";
import { OperandParser } from "./operandParser.ts";
import { MAX_HEIGHT, fix } from "./treeParser.ts";
import type { Rule } from "./treeParser.ts";

/** Operators, from the loosest to the tightest: or, and, not, tests, plus and minus. */
export abstract class ExpressionParser extends OperandParser {
  readonly expression: Rule<Expression> = this.RULE("expression", () => {
    const operands = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(T.Or);
      operands.push(this.SUBRULE1(this.conjunction));
    });
    return this.ACTION(() => this.joined("or", operands));
  });

  private readonly conjunction: Rule<Expression> = this.RULE("conjunction", () => {
    const operands = [this.SUBRULE(this.negation)];
    this.MANY(() => {
      this.CONSUME(T.And);
      operands.push(this.SUBRULE1(this.negation));
    });
    return this.ACTION(() => this.joined("and", operands));
  });

  private readonly negation: Rule<Expression> = this.RULE("negation", () => {
    const starts: number[] = [];
    this.MANY(() => {
      starts.push(this.start);
      this.CONSUME(T.Not);
    });
    let node = this.SUBRULE(this.test);
    this.ACTION(() => {
      for (const start of starts.reverse().slice(0, MAX_HEIGHT + 1))
        node = this.grown({ kind: "not", span: this.since(start), operand: node }, [node]);
    });
    return node;
  });

  /** An operand and at most one test of it; tests that are chained are read and told. */
  private readonly test: Rule<Expression> = this.RULE("test", () => {
    const operand = this.SUBRULE(this.sum);
    let node = operand;
    let chained = false;
    this.MANY(() => {
      const before = this.LA(0);
      const operator = this.LA(1);
      const tested = this.OR([
        { ALT: () => this.SUBRULE(this.comparison, { ARGS: [operand] }) },
        { ALT: () => this.SUBRULE(this.nullTest, { ARGS: [operand] }) },
        { ALT: () => this.SUBRULE(this.negatableTest, { ARGS: [operand] }) },
      ]);
      this.ACTION(() => {
        if (node === operand) node = tested;
        else if (!chained && !this.isOperator(before)) this.complainOfChain(operator);
        chained ||= node !== tested;
      });
    });
    return node;
  });

  private readonly comparison: (left: Expression) => Expression = this.RULE("comparison", (left: Expression) => {
    const operator = this.CONSUME(T.Comparator);
    const right = this.SUBRULE(this.sum);
    return this.ACTION(() => {
      const operatorSpan = this.spanOf(operator);
      return this.grown(
        {
          kind: "comparison",
          span: this.since(left.span.start),
          operator: comparisonOf(operator.image),
          operatorSpan,
          left,
          right,
        },
        [left, right],
      );
    });
  });

  private readonly nullTest: (left: Expression) => Expression = this.RULE("nullTest", (left: Expression) => {
    this.CONSUME(T.Is);
    const negated = this.OPTION(() => this.CONSUME(T.Not)) !== undefined;
    this.OR([
      { ALT: () => this.CONSUME(T.Null) },
      {
        ALT: () =>
          this.ACTION(() =>
            this.complainOfMissing(
              "`null`",
              "Only `is null` and `is not null` exist.",
              this.insertion("Add null", " null"),
            ),
          ),
      },
    ]);
    return this.ACTION(() =>
      this.grown({ kind: "null-test", span: this.since(left.span.start), negated, left }, [left]),
    );
  });

  private readonly negatableTest: (left: Expression) => Expression = this.RULE("negatableTest", (left: Expression) => {
    const negated = this.OPTION(() => this.CONSUME(T.Not)) !== undefined;
    return this.OR([
      { ALT: () => this.SUBRULE(this.membership, { ARGS: [left, negated] }) },
      { ALT: () => this.SUBRULE(this.between, { ARGS: [left, negated] }) },
      { ALT: () => this.SUBRULE(this.textTest, { ARGS: [left, negated] }) },
      {
        ALT: () =>
          this.ACTION(() => {
            this.complainOfMissing(
              "`in`, `between` or a text test",
              "To negate a whole condition, write `not (…)` before it.",
            );
            return left;
          }),
      },
    ]);
  });

  private readonly membership: (left: Expression, negated: boolean) => Expression = this.RULE(
    "membership",
    (left: Expression, negated: boolean) => {
      this.CONSUME(T.In);
      const list = this.OR([
        { GATE: () => this.hasRoom(), ALT: () => this.SUBRULE(this.parenList) },
        { ALT: () => this.SUBRULE(this.operand) },
        { ALT: () => this.ACTION(() => this.missing("a list", "Write `in (1, 2)` or `in $list`.")) },
      ]);
      return this.ACTION(() =>
        this.grown({ kind: "membership", span: this.since(left.span.start), negated, left, list }, [left, list]),
      );
    },
  );

  private readonly between: (left: Expression, negated: boolean) => Expression = this.RULE(
    "between",
    (left: Expression, negated: boolean) => {
      this.CONSUME(T.Between);
      const low = this.SUBRULE(this.sum);
      let high: Expression | undefined;
      this.OPTION(() => {
        this.CONSUME(T.And);
        high = this.SUBRULE1(this.sum);
      });
      return this.ACTION(() => {
        const upper = high ?? this.missing("`and` with the upper end", "Write `between 1 and 5`.");
        return this.grown({ kind: "between", span: this.since(left.span.start), negated, left, low, high: upper }, [
          left,
          low,
          upper,
        ]);
      });
    },
  );

  private readonly textTest: (left: Expression, negated: boolean) => Expression = this.RULE(
    "textTest",
    (left: Expression, negated: boolean) => {
      const operator = this.CONSUME(T.TextOperator);
      const right = this.SUBRULE(this.sum);
      return this.ACTION(() => {
        const operatorSpan = this.spanOf(operator);
        const word = operator.image.toLowerCase() as TextOperator;
        return this.grown(
          { kind: "text-test", span: this.since(left.span.start), negated, operator: word, operatorSpan, left, right },
          [left, right],
        );
      });
    },
  );

  /** Operands joined by plus and minus. */
  readonly sum: Rule<Expression> = this.RULE("sum", () => {
    let left = this.SUBRULE(this.signed);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(T.Plus) },
        { ALT: () => this.CONSUME(T.Minus) },
        { ALT: () => this.CONSUME(T.OtherArithmetic) },
      ]);
      const right = this.SUBRULE1(this.signed);
      this.ACTION(() => {
        left = this.summed(left, operator, right);
      });
    });
    return left;
  });

  private readonly signed: Rule<Expression> = this.RULE("signed", () => {
    const starts: number[] = [];
    this.MANY(() => {
      starts.push(this.start);
      this.CONSUME(T.Minus);
    });
    let node = this.SUBRULE(this.operand);
    this.ACTION(() => {
      for (const start of starts.reverse().slice(0, MAX_HEIGHT + 1))
        node = this.grown({ kind: "unary", span: this.since(start), operator: "-", operand: node }, [node]);
    });
    return node;
  });

  private summed(left: Expression, operator: IToken, right: Expression): Expression {
    const span = this.since(left.span.start);
    if (operator.image === "+" || operator.image === "-")
      return this.grown({ kind: "arithmetic", span, operator: operator.image, left, right }, [left, right]);
    const message = `\`${operator.image}\` is no operator: arithmetic is + and - only.`;
    this.note(this.spanOf(operator), "syntax.unknown-operator", message);
    return this.missingOver(span, "a value");
  }

  /** A chain of `and` or `or` as a tree of even height, so that thousands of conditions make no deep tree. */
  private joined(operator: "and" | "or", operands: readonly Expression[]): Expression {
    const [first] = operands;
    if (first && operands.length === 1) return first;
    const middle = operands.length >> 1;
    const left = this.joined(operator, operands.slice(0, middle));
    const right = this.joined(operator, operands.slice(middle));
    const node: Logical = {
      kind: "logical",
      span: { start: left.span.start, end: right.span.end },
      operator,
      left,
      right,
    };
    return this.grown(node, [left, right]);
  }

  /** Whether an operand should have stood behind this token; then its absence is told already. */
  private isOperator(token: IToken): boolean {
    return [T.Comparator, T.TextOperator, T.In, T.Between, T.Not, T.Is, T.And].some((type) => this.is(token, type));
  }

  private complainOfChain(operator: IToken): void {
    const message = "Tests do not chain. Join two of them with `and`, as in `a < b and b < c`.";
    this.note(
      this.spanOf(operator),
      "syntax.chained-test",
      message,
      fix("Write `and` before it", { span: this.spanOf(operator), text: `and ${operator.image}` }),
    );
  }
}

/** What a comparison sign means. */
export function comparisonOf(image: string): ComparisonOperator {
  switch (image) {
    case "<":
      return "lt";
    case "<=":
      return "lte";
    case ">":
      return "gt";
    case ">=":
      return "gte";
    case "=":
    case "==":
      return "eq";
    default:
      return "neq";
  }
}

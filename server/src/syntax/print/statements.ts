import type { Comment, Document, LetStatement, ParamStatement, Statement } from "../ast.ts";
import { QueryPrinter } from "./clauses.ts";
import type { Comments } from "./comments.ts";
import { hardline, indent } from "./doc.ts";
import type { Doc } from "./doc.ts";
import { ExpressionPrinter, freeName } from "./expressions.ts";

/** Writes a document's statements with one empty line where there were some, and around every query. */
export class StatementPrinter {
  private readonly comments: Comments;
  private readonly queries: QueryPrinter;
  private readonly expressions: ExpressionPrinter;

  constructor(comments: Comments) {
    this.comments = comments;
    this.queries = new QueryPrinter(comments);
    this.expressions = new ExpressionPrinter(comments);
  }

  document(document: Document): Doc {
    const docs: Doc[] = [];
    const written = new Set(document.comments.map(({ span }) => span.start));
    let previous: Block | undefined;
    for (const block of [
      ...this.commentBlocks(document),
      ...document.statements.flatMap((statement) => this.blocks(statement, written)),
    ]) {
      if (previous) docs.push(hardline, this.apart(previous, block) ? hardline : "");
      docs.push(block.doc);
      previous = block;
    }
    return docs;
  }

  /** The comments of a text that has no statement. */
  private commentBlocks(document: Document): Block[] {
    return this.comments.above(document).map(commentBlock);
  }

  /** A statement and the comments before it; a title that is none of the text's comments is written too. */
  private blocks(statement: Statement, written: ReadonlySet<number>): Block[] {
    const { start, end } = statement.span;
    const title = statement.kind === "param" ? undefined : statement.title;
    const titleLine = title && !written.has(title.span.start) ? [`//# ${title.text}`, hardline] : [];
    const doc = [...titleLine, this.comments.beside(statement, this.statement(statement))];
    const above = this.comments.above(statement).map(commentBlock);
    const below = this.comments.below(statement).map(commentBlock);
    return [...above, { doc, start, end, statement }, ...below];
  }

  private apart(previous: Block, next: Block): boolean {
    if (previous.statement && isLong(previous.statement) && next.statement) return true;
    return this.comments.blankBetween(previous.end, next.start);
  }

  private statement(statement: Statement): Doc {
    switch (statement.kind) {
      case "param":
        return this.param(statement);
      case "let":
        return this.letStatement(statement);
      case "query-statement":
        return this.queries.query(statement.query);
    }
  }

  private param({ name, type, initial }: ParamStatement): Doc {
    const typeText = type?.kind === "type" ? `: ${type.name}${type.list ? "[]" : ""}` : "";
    return ["param ", nameText(name), typeText, initial ? [" = ", this.expressions.print(initial)] : ""];
  }

  private letStatement({ name, value }: LetStatement): Doc {
    const head = `let ${nameText(name)} =`;
    if (value.kind !== "query") return [head, " ", this.expressions.print(value)];
    const query = this.queries.query(value);
    return value.clauses.length === 0 ? [head, " ", query] : [head, indent(hardline, query)];
  }
}

/** What stands on lines of its own: a statement, or a comment before one. */
interface Block {
  readonly doc: Doc;
  readonly start: number;
  readonly end: number;
  readonly statement?: Statement;
}

function commentBlock({ text, span }: Comment): Block {
  return { doc: text, ...span };
}

function nameText(name: ParamStatement["name"]): string {
  return name.kind === "name" ? freeName(name.text) : "";
}

function isLong(statement: Statement): boolean {
  return (
    statement.kind === "query-statement" ||
    (statement.kind === "let" && statement.value.kind === "query" && statement.value.clauses.length > 0)
  );
}

import type {
  Clause,
  Column,
  Document,
  Expression,
  Missing,
  Name,
  PathStepNode,
  QueryNode,
  SortKeyNode,
  SourceNode,
  Statement,
  TypeNode,
} from "./ast.ts";

export type Node =
  | Document
  | Statement
  | QueryNode
  | SourceNode
  | Clause
  | Column
  | SortKeyNode
  | TypeNode
  | Name
  | PathStepNode
  | Expression
  | Missing;

/** The nodes right below a node, in the order of the text. */
export function children(node: Node): readonly Node[] {
  const below = unordered(node).filter((child) => child !== undefined);
  return below.sort((a, b) => a.span.start - b.span.start);
}

function unordered(node: Node): (Node | undefined)[] {
  switch (node.kind) {
    case "document":
      return [...node.statements];
    case "param":
      return [node.name, node.type, node.initial];
    case "let":
      return [node.name, node.value];
    case "query-statement":
      return [node.query];
    case "query":
      return [...node.sources, ...node.clauses];
    case "source":
      return [...node.path, node.stream];
    case "column":
      return [node.value, node.name];
    case "sort-key":
      return [node.value];
    case "during":
      return [node.last, node.start, node.end];
    case "since":
      return [node.checkpoint, node.overlap];
    case "where":
    case "having":
      return [node.predicate];
    case "dedupe":
    case "diff":
      return [...node.by];
    case "collapse":
      return [...node.by, node.length];
    case "reduce":
      return [...node.aggregates, ...node.by];
    case "order":
      return [...node.keys];
    case "offset":
    case "limit":
    case "latest":
      return [node.count];
    case "select":
      return [...node.columns];
    case "compare":
      return [node.operand, ...node.on, ...node.ignoring];
    case "expect":
      return [node.operand];
    case "into":
      return [node.target];
    case "path":
      return [node.head, ...node.steps];
    case "call":
      return [node.name, ...node.arguments];
    case "unary":
    case "not":
    case "exists":
      return [node.operand];
    case "arithmetic":
    case "logical":
    case "comparison":
    case "text-test":
      return [node.left, node.right];
    case "membership":
      return [node.left, node.list];
    case "between":
      return [node.left, node.low, node.high];
    case "null-test":
      return [node.left];
    case "list":
      return [...node.items];
    case "parenthesised":
      return [node.inner];
    case "fetch":
    case "type":
    case "name":
    case "missing":
    case "key":
    case "index":
    case "parameter":
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "duration":
    case "time":
      return [];
  }
}

import { printJson, type JsonTree } from "../../../../server/src/base/json.ts";
import { VERSION, type Fields, type FileCell, type NotebookFile } from "./notebookFile.ts";

/** The text of a notebook's file: fields in one order, a line of source or a row of a result a line, a newline at the end. */
export function writeNotebook({ cells, unknown }: NotebookFile): string {
  const file = new Map<string, JsonTree>([["version", BigInt(VERSION)], ...unknown, ["cells", cells.map(cellTree)]]);
  return `${print(file, 0)}\n`;
}

function cellTree({ id, language, source, unknown, outputs }: FileCell): JsonTree {
  return new Map<string, JsonTree>([
    ["id", id],
    ["language", language],
    ["source", linesOf(source)],
    ...unknown,
    ...(outputs.length > 0 ? [["outputs", outputs.map(outputTree)] as const] : []),
  ]);
}

/** No line where there is no text; a text that ends with a newline has an empty last line. */
export function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

const RUN = [
  "title",
  "text",
  "parameters",
  "sources",
  "at",
  "elapsedMs",
  "phase",
  "rowCount",
  "scanned",
  "completeness",
  "expectations",
  "failure",
  "notes",
];
const RESULT = ["shape", "columns", "comparison", "totals", "grouping", "groups", "rows", "changes", "compared"];

function outputTree(output: Fields): JsonTree {
  const parts = ordered(output, ["run", "result"]);
  return new Map(
    [...parts].map(([name, part]) =>
      isFields(part) && (name === "run" || name === "result")
        ? [name, ordered(part, name === "run" ? RUN : RESULT)]
        : [name, part],
    ),
  );
}

/** The known fields in their order, then the others as they stand. */
function ordered(fields: Fields, names: readonly string[]): Fields {
  const known = names.flatMap((name) => {
    const value = fields.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map([...known, ...[...fields].filter(([name]) => !names.includes(name))]);
}

/** What lies deeper stands on one line: a row, a column, a note of a run. */
const DEEPEST = 7;

function print(tree: JsonTree, depth: number): string {
  if (depth >= DEEPEST) return printJson(tree);
  if (isFields(tree)) {
    return block("{", [...tree].map(([name, member]) => `${JSON.stringify(name)}: ${print(member, depth + 1)}`), "}", depth); // prettier-ignore
  }
  if (isList(tree)) {
    return block(
      "[",
      tree.map((item) => print(item, depth + 1)),
      "]",
      depth,
    );
  }
  return printJson(tree);
}

function block(open: string, lines: readonly string[], close: string, depth: number): string {
  if (lines.length === 0) return open + close;
  const indent = "  ".repeat(depth);
  return `${open}\n${lines.map((line) => `${indent}  ${line}`).join(",\n")}\n${indent}${close}`;
}

export function isFields(tree: JsonTree | undefined): tree is Fields {
  return tree instanceof Map;
}

function isList(tree: JsonTree): tree is readonly JsonTree[] {
  return Array.isArray(tree);
}

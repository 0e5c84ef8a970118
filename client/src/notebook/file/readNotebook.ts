import { EvqError } from "../../../../server/src/base/failure.ts";
import { JsonError, parseJson, printJson, type JsonTree } from "../../../../server/src/base/json.ts";
import { outputProblem } from "../savedOutput.ts";
import { VERSION, type Fields, type FileCell, type NotebookFile } from "./notebookFile.ts";
import { isFields } from "./writeNotebook.ts";

/** More text than this is not read: a notebook saves a page of rows a query. */
export const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads the file of a notebook whole or not at all: what is taken for a notebook is written over at the next save.
 * A file without a byte is a new notebook.
 * @throws EvqError `notebook.unreadable`, `notebook.newer-format`
 */
export function readNotebook(bytes: Uint8Array): NotebookFile {
  if (bytes.length === 0) return { cells: [], unknown: new Map() };
  if (bytes.length > MAX_BYTES) {
    throw unreadable(`it has ${Math.ceil(bytes.length / 2 ** 20)} MB, and at most ${MAX_BYTES / 2 ** 20} MB are read`);
  }
  const file = parse(decode(bytes));
  if (!isFields(file)) throw unreadable("it holds no JSON object");
  checkVersion(file.get("version"));
  const cells = listOf(file.get("cells"), "cells").map(readCell);
  const ids = new Set<string>();
  for (const [at, { id }] of cells.entries()) {
    if (ids.has(id)) throw unreadable(`cells[${at}].id is ${JSON.stringify(id)}, as that of a cell before it`);
    ids.add(id);
  }
  return { cells, unknown: without(file, ["version", "cells"]) };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable("it is no UTF-8 text");
  }
}

function parse(text: string): JsonTree {
  try {
    return parseJson(text, "refuse");
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    const before = text.slice(0, thrown.offset).split("\n");
    throw unreadable(`line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${thrown.message}`);
  }
}

function checkVersion(version: JsonTree | undefined): void {
  if (version === BigInt(VERSION)) return;
  if (typeof version === "bigint" && version > BigInt(VERSION)) {
    throw new EvqError(
      "notebook.newer-format",
      `This notebook was not opened: it is of format ${version}, and this EVQ reads up to format ${VERSION}.`,
      "Update EVQ. The file stays as it is.",
    );
  }
  throw unreadable(version === undefined ? "it says no version" : `its version is ${printJson(version)}`);
}

function readCell(value: JsonTree, at: number): FileCell {
  const where = `cells[${at}]`;
  if (!isFields(value)) throw unreadable(`${where} is no object`);
  const id = textOf(value.get("id"), `${where}.id`);
  if (id === "") throw unreadable(`${where}.id is empty`);
  const source = listOf(value.get("source"), `${where}.source`);
  return {
    id,
    language: textOf(value.get("language"), `${where}.language`),
    source: source.map((line, number) => textOf(line, `${where}.source[${number}]`)).join("\n"),
    unknown: without(value, ["id", "language", "source", "outputs"]),
    outputs: listOf(value.get("outputs") ?? [], `${where}.outputs`).map((output, number) =>
      readOutput(output, `${where}.outputs[${number}]`),
    ),
  };
}

function readOutput(value: JsonTree, where: string): Fields {
  if (!isFields(value)) throw unreadable(`${where} is no object`);
  const problem = outputProblem(JSON.parse(printJson(value)));
  if (problem !== undefined) throw unreadable(`${where}.${problem}`);
  return value;
}

function textOf(value: JsonTree | undefined, where: string): string {
  if (typeof value === "string") return value;
  throw unreadable(value === undefined ? `${where} is missing` : `${where} is no text`);
}

function listOf(value: JsonTree | undefined, where: string): readonly JsonTree[] {
  if (Array.isArray(value)) return value as readonly JsonTree[];
  throw unreadable(value === undefined ? `${where} is missing` : `${where} is no list`);
}

function without(fields: Fields, names: readonly string[]): Fields {
  return new Map([...fields].filter(([name]) => !names.includes(name)));
}

function unreadable(reason: string): EvqError {
  return new EvqError(
    "notebook.unreadable",
    `This notebook was not opened: ${reason}.`,
    "The file stays as it is. Mend it as text (Open With… Text Editor).",
  );
}

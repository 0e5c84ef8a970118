/** A cell as far as a text can hold it. */
export interface PlainCell {
  /** `evq`, `markdown`, or another language of VS Code. */
  readonly language: string;
  readonly source: string;
}

const MARKER = /^\/\/ %%(?: \[(\w[\w-]*)\])?\s*$/;

/**
 * A text of queries as cells: at its `// %%` lines, as other tools mark cells in scripts, else a cell a paragraph.
 * Paragraphs that are only comments become Markdown; titles (`//#`) and comments at a query stay with it.
 */
export function cellsOf(text: string): readonly PlainCell[] {
  const lines = text.split(/\r?\n/);
  return lines.some((line) => MARKER.test(line)) ? markedCells(lines) : paragraphs(lines).map(plainCell);
}

/** Cells as a text of queries: without marks where the paragraphs tell the cells apart, else with them. */
export function textOf(cells: readonly PlainCell[]): string {
  const plain = cells.map((cell) => (cell.language === "evq" ? trimmed(cell.source) : commented(cell.source)));
  const text = `${plain.join("\n\n")}\n`;
  const isTold = JSON.stringify(cellsOf(text)) === JSON.stringify(cells.map(({ language, source }) => ({ language, source: trimmed(source) }))); // prettier-ignore
  if (cells.length === 0) return "";
  return isTold ? text : `${cells.map(marked).join("\n\n")}\n`;
}

function marked({ language, source }: PlainCell): string {
  if (language !== "evq") return [`// %% [${language}]`, commented(source)].filter(Boolean).join("\n");
  // A line of the cell that looks like a mark is none.
  const code = trimmed(source).replaceAll(/^\/\/ %%/gm, "//  %%");
  return ["// %%", code].filter(Boolean).join("\n");
}

function markedCells(lines: readonly string[]): readonly PlainCell[] {
  const cells: { language: string; lines: string[] }[] = [];
  for (const line of lines) {
    const mark = MARKER.exec(line);
    if (mark) cells.push({ language: mark[1] ?? "evq", lines: [] });
    else if (cells.length > 0 || line.trim() !== "") {
      if (cells.length === 0) cells.push({ language: "evq", lines: [] });
      cells.at(-1)?.lines.push(line);
    }
  }
  return cells.map(({ language, lines }) => {
    const source = trimmed(lines.join("\n"));
    return { language, source: language === "evq" ? source : uncommented(source) };
  });
}

/** What stands between blank lines; what belongs to a statement before it stays with that. */
function paragraphs(lines: readonly string[]): readonly string[] {
  const found: string[][] = [];
  let isNew = true;
  let open: Open = "";
  for (const [at, line] of lines.entries()) {
    if (open === "" && line.trim() === "") {
      isNew = true;
      found.at(-1)?.push("");
      continue;
    }
    const before = trimmed(found.at(-1)?.join("\n") ?? "");
    if (isNew && (found.length === 0 || begins(lines, at, before))) found.push([]);
    found.at(-1)?.push(line);
    isNew = false;
    open = openAfter(line, open);
  }
  return found.map((paragraph) => trimmed(paragraph.join("\n"))).filter((paragraph) => paragraph !== "");
}

/** Whether the paragraph at a line is a cell of its own: it begins a statement, or is nothing but comments. */
function begins(lines: readonly string[], at: number, before: string): boolean {
  if (before.endsWith("=")) return false;
  const first = lines.slice(at).find((line) => !line.startsWith("//"));
  return first === undefined || first.trim() === "" || /^(?:from|let|param)\b/i.test(first);
}

type Open = "" | "/*" | '"""';

/** What a line leaves open: a block comment, or a text over several lines. */
function openAfter(line: string, before: Open): Open {
  let open = before;
  const pattern = /\/\*|\*\/|"""|\/\/.*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
  for (const [token] of line.matchAll(pattern)) {
    if (open === "/*") open = token === "*/" ? "" : open;
    else if (open === '"""') open = token === '"""' ? "" : open;
    else if (token === "/*" || token === '"""') open = token;
  }
  return open;
}

function plainCell(paragraph: string): PlainCell {
  const isText = paragraph.split("\n").every((line) => /^\/\/(?!#)/.test(line));
  return isText ? { language: "markdown", source: uncommented(paragraph) } : { language: "evq", source: paragraph };
}

function commented(text: string): string {
  const lines = trimmed(text);
  return lines === "" ? "" : lines.replaceAll(/^(.*)$/gm, (line) => (line === "" ? "//" : `// ${line}`));
}

function uncommented(text: string): string {
  return trimmed(text.replaceAll(/^\/\/ ?/gm, ""));
}

/** Without blank lines at either end. */
function trimmed(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
}

import { Json } from "../../base/value.ts";
import type { Value } from "../../base/value.ts";
import type { Output } from "../terminal.ts";
import { plainText } from "../../export/cell.ts";
import { escapeText } from "../../export/escape.ts";
import { Lines } from "../../export/lines.ts";
import type { ResultWriter, WriterSettings } from "../../export/writer.ts";

/** A Markdown table (GitHub's flavour). Event text is always text in it, never markup; JSON stands as code. */
export function markdownWriter(out: Output, { spool: newSpool }: WriterSettings): ResultWriter {
  const spool = newSpool();
  return {
    rows: async (_columns, rows) => {
      for (const row of rows) spool.add(row.map(cellText));
    },
    end: async ({ columns, shown }) => {
      const lines = new Lines(out);
      const named = shown.flatMap((place) => columns[place] ?? []);
      if (named.length > 0) {
        await lines.line(rowText(named.map(({ name }) => asText(name))));
        await lines.line(rowText(named.map(({ type }) => (type === "integer" || type === "number" ? "---:" : "---"))));
      }
      for (const cells of spool.rows()) await lines.line(rowText(shown.map((place) => cells[place] ?? "")));
      await lines.flush();
    },
    close: () => spool.close(),
  };
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(value: Value): string {
  return value instanceof Json ? asCode(value.text) : asText(plainText(value));
}

/** Every mark that means something in Markdown is escaped (CommonMark 2.4); `_` within a word means nothing (6.2). */
function asText(text: string): string {
  return escapeText(text.replace(/[\\`*[\]<>|&~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&"));
}

/** A code span fenced by one backtick more than the text has in a row; GitHub's tables want `|` escaped there too. */
function asCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return fence + padding + escapeText(text).replaceAll("|", "\\|") + padding + fence;
}

import type { RunOutcome } from "../engine/api.ts";
import type { Sink } from "../base/ports.ts";
import { jsonText } from "./cell.ts";
import { escapeJson } from "./escape.ts";
import { Lines } from "./lines.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/** One JSON document: `{ columns: [{name, type}], rows: [[…]], completeness, elapsedMs, notes, expectations?, comparison? }`, a row a line. */
export function jsonWriter(out: Sink, { title, spool: newSpool }: WriterSettings): ResultWriter {
  const spool = newSpool();
  return {
    rows: async (_columns, rows) => {
      for (const row of rows) spool.add(row.map(jsonText));
    },
    end: async (outcome) => {
      const lines = new Lines(out);
      const { columns, shown } = outcome;
      const named = shown.map((place) => ({ name: columns[place]?.name, type: columns[place]?.type }));
      const titled = title === undefined ? "" : `"title":${escapeJson(JSON.stringify(title))},\n`;
      await lines.text(`{${titled}"columns":${escapeJson(JSON.stringify(named))},\n"rows":[`);
      let separator = "\n";
      for (const cells of spool.rows()) {
        await lines.text(`${separator}[${escapeJson(shown.map((place) => cells[place] ?? "null").join(","))}]`);
        separator = ",\n";
      }
      await lines.text(`${separator === "\n" ? "" : "\n"}],\n${escapeJson(closing(outcome))}}\n`);
      await lines.flush();
    },
    close: () => spool.close(),
  };
}

function closing({ completeness, elapsedMs, notes, expectations, comparison }: RunOutcome): string {
  const members = {
    completeness,
    elapsedMs: Math.round(elapsedMs * 10) / 10,
    notes,
    ...(expectations.length > 0 && { expectations }),
    ...(comparison && { comparison }),
  };
  return JSON.stringify(members).slice(1, -1);
}

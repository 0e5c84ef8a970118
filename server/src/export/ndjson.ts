import type { Sink } from "../base/ports.ts";
import { jsonText } from "./cell.ts";
import { escapeJson } from "./escape.ts";
import { Lines } from "./lines.ts";
import type { ResultWriter, WriterSettings } from "./writer.ts";

/** One JSON object a row, as it comes. Where no columns were selected, a row leaves out what it does not have. */
export function ndjsonWriter(out: Sink, { hidesEmpty }: WriterSettings): ResultWriter {
  const lines = new Lines(out);
  return {
    rows: async (columns, rows) => {
      const keys = columns.map(({ name }) => `${JSON.stringify(name)}:`);
      for (const row of rows) {
        const members = keys.flatMap((key, i) => {
          const value = row[i] ?? null;
          return hidesEmpty && value === null ? [] : [key + jsonText(value)];
        });
        await lines.line(escapeJson(`{${members.join(",")}}`));
      }
      await lines.flush();
    },
    end: () => lines.flush(),
    close: () => {},
  };
}

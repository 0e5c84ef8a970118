import { chooseFormat } from "../panels/chooseFormat.ts";
import type { CopyFormat } from "../../protocol/panel.ts";
import type { Evq } from "../evq.ts";

/** Copies what is selected in the results in one format; the page is asked what that is. */
export function copyRows(format: CopyFormat): (evq: Evq) => Promise<void> {
  return async ({ results }) => results.copySelection(format);
}

/** Asks for the format first. */
export async function copyRowsAs({ results }: Evq): Promise<void> {
  const format = await chooseFormat();
  if (format) results.copySelection(format);
}

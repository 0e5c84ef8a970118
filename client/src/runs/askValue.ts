import { InputBoxValidationSeverity, window } from "vscode";
import type { ParameterNeed } from "../../../server/protocol/requests.ts";
import type { Wire } from "../wire.ts";
import type { QueryPlace } from "./runs.ts";

/** Asks for the value of a parameter; what does not fit its type is refused while it is typed. Undefined on Escape. */
export async function askValue(
  wire: Pick<Wire, "request">,
  place: QueryPlace,
  { name, type }: ParameterNeed,
  value: string,
  { step, steps } = { step: 1, steps: 1 },
): Promise<string | undefined> {
  return window.showInputBox({
    title: steps > 1 ? `Parameter $${name} (${step} of ${steps})` : `Parameter $${name}`,
    prompt: `The value of $${name}, a ${type}. It is remembered for this file.`,
    placeHolder: EXAMPLES[type] ?? "",
    value,
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const failure = await wire.request("evq/run/checkParameter", { ...place, name, text });
      if (!failure) return undefined;
      // An untouched box is not yet wrong: it waits.
      if (text === "")
        return { message: failure.wayOut?.text ?? failure.message, severity: InputBoxValidationSeverity.Error };
      const message = [failure.message, failure.wayOut?.text].filter(Boolean).join(" ");
      return { message, severity: InputBoxValidationSeverity.Error };
    },
  });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  string: "any text, without quotes",
  number: "42",
  boolean: "true",
  time: "2024-01-15T10:00Z or ago(1d)",
  duration: "1h30m",
  "string[]": "a, b",
  "number[]": "1, 2",
  "time[]": "2024-01-15, 2024-01-16",
};

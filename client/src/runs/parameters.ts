import { window } from "vscode";
import type { ParameterNeed } from "../../../server/protocol/requests.ts";

/** Asks for what a query needs, and remembers it for the document until the window closes. */
export class Parameters {
  readonly #given = new Map<string, string>();

  /** Values by name; undefined when the user pressed Escape. */
  async ask(uri: string, needs: readonly ParameterNeed[]): Promise<Readonly<Record<string, string>> | undefined> {
    const values: Record<string, string> = {};
    for (const [index, { name, type }] of needs.entries()) {
      const key = `${uri}\n${name}\n${type}`;
      const value = await window.showInputBox({
        title: needs.length > 1 ? `Parameter $${name} (${index + 1} of ${needs.length})` : `Parameter $${name}`,
        prompt: `The value of $${name}, a ${type}`,
        placeHolder: examples[type] ?? "",
        value: this.#given.get(key) ?? "",
        ignoreFocusOut: true,
      });
      if (value === undefined) return undefined;
      this.#given.set(key, value);
      values[name] = value;
    }
    return values;
  }
}

const examples: Readonly<Record<string, string>> = {
  string: "some text",
  number: "42",
  boolean: "true",
  time: "@2024-01-15T10:00Z",
  duration: "1h30m",
  "string[]": '["a", "b"]',
  "number[]": "[1, 2]",
};

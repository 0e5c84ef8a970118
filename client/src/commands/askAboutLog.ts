import { window } from "vscode";
import type { Evq } from "../evq.ts";

interface Question {
  readonly title: string;
  /** What stands there to begin with. */
  readonly value: string;
}

/** Asks for a name that no other log has; undefined when the user pressed Escape. */
export async function askName({ sources }: Evq, { title, value }: Question): Promise<string | undefined> {
  const taken = new Set((await sources.logs()).map(({ name }) => name));
  const name = await window.showInputBox({
    title,
    prompt: "Name of the log. Queries read it as local.NAME.",
    placeHolder: "orders",
    value,
    validateInput: (text) => {
      const wanted = text.trim();
      if (wanted === "") return "A log needs a name.";
      return wanted !== value && taken.has(wanted) ? `There is a log "${wanted}" already.` : undefined;
    },
  });
  return name?.trim();
}

/** Asks what a log is for; the empty text says nothing about it, undefined is Escape. */
export async function askDescription({ title, value }: Question): Promise<string | undefined> {
  const description = await window.showInputBox({
    title,
    prompt: "What the log is for. It may stay empty.",
    placeHolder: "Who did what in the shop",
    value,
  });
  return description?.trim();
}

import { commands, window, type Extension } from "vscode";
import type { Failure } from "../../server/protocol/failure.ts";

/** What a thrown value of a request says: the `Failure` that the server sent, else the error's own words. */
export function readFailure(thrown: unknown): Failure {
  const failure = member(thrown, "data");
  const code = member(failure, "code");
  const message = member(failure, "message");
  if (typeof code === "string" && typeof message === "string") return failure as Failure;
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** Shows failures as notifications whose button is their way out. */
export class Failures {
  readonly #extension: Extension<unknown>;

  constructor(extension: Extension<unknown>) {
    this.#extension = extension;
  }

  /** What someone cancelled needs no message. */
  async show(thrown: unknown): Promise<void> {
    const failure = readFailure(thrown);
    if (failure.code === "cancelled") return;
    const { message, wayOut } = failure;
    const title = this.wayOutTitle(failure);
    const text = wayOut ? `${message} ${wayOut.text}` : message;
    const chosen = await window.showErrorMessage(text, ...(title === undefined ? [] : [title]));
    if (chosen !== undefined) await this.takeWayOut(failure);
  }

  /** The title of the way out's command, when it is one of ours. */
  wayOutTitle({ wayOut }: Failure): string | undefined {
    return wayOut?.command === undefined ? undefined : this.#titleOf(wayOut.command);
  }

  /** Runs the command of the way out; nothing but the commands of this extension. */
  async takeWayOut(failure: Failure): Promise<void> {
    const command = failure.wayOut?.command;
    if (command !== undefined && this.#titleOf(command) !== undefined) await commands.executeCommand(command);
  }

  #titleOf(command: string): string | undefined {
    const listed = member(member(this.#extension.packageJSON, "contributes"), "commands");
    const entry: unknown = Array.isArray(listed) ? listed.find((one) => member(one, "command") === command) : undefined;
    const title = member(entry, "title");
    return typeof title === "string" ? title : undefined;
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

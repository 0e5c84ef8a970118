import type { TemplateResult } from "lit";
import type { Failure } from "../../server/protocol/failure.ts";
import type { FromPage, ShownRun } from "../protocol/panel.ts";
import { banner } from "./banner.ts";
import { textOf, type FailedRequests } from "./failedRequests.ts";

interface TroubleParts {
  /** Why rows, changes or differences are not here. */
  readonly missing: Failure | undefined;
  readonly requests: FailedRequests;
  /** Whether the page is where a query can be run from. */
  readonly canRunAgain: boolean;
  readonly runAgain: () => void;
  readonly takeWayOut: () => void;
  readonly retry: () => void;
  readonly post: (message: FromPage) => void;
  readonly changed: () => void;
}

/** What went wrong with a run that has rows, or with what was asked about them, each with what can be done now. */
export function troubles(
  { failure, wayOutTitle }: Pick<ShownRun, "failure" | "wayOutTitle">,
  { missing, requests, canRunAgain, runAgain, takeWayOut, retry, post, changed }: TroubleParts,
): readonly TemplateResult[] {
  const again = (failed: Failure, repeat: () => void) =>
    failed.code === "result.gone" && canRunAgain
      ? { title: "Run Again", take: runAgain }
      : { title: "Try Again", take: repeat };
  const dismiss = () => {
    requests.forget();
    changed();
  };
  const repeat = () => {
    const { again: message } = requests;
    if (message) post(message);
    changed();
  };
  const own = wayOutTitle === undefined ? {} : { way: { title: wayOutTitle, take: takeWayOut } };
  const { first } = requests;
  // What is asked for wrongly is refused again.
  const way = first && first.failure.code !== "usage" ? { way: again(first.failure, repeat) } : {};
  return [
    ...(failure ? [banner({ text: textOf(failure), ...own })] : []),
    ...(missing ? [banner({ text: textOf(missing), way: again(missing, retry) })] : []),
    ...(first ? [banner({ text: first.text, ...way, dismiss })] : []),
  ];
}

import type { Failure } from "../../server/protocol/failure.ts";
import type { FailingRequest, FromPage } from "../protocol/panel.ts";

/** What was asked of the extension and could not be done, the last of each kind, until it is asked again. */
export class FailedRequests {
  readonly #asked = new Map<string, FromPage>();
  readonly #failed = new Map<FailingRequest, Failure>();

  /** A message goes out: whatever was wrong with the one before of its kind no longer counts. */
  asked(message: FromPage): void {
    if (!isFailing(message.type)) return;
    this.#asked.set(message.type, message);
    this.#failed.delete(message.type);
  }

  failed(request: FailingRequest, failure: Failure): void {
    this.#failed.set(request, failure);
  }

  forget(): void {
    this.#failed.clear();
  }

  /** What is to be said above the rows; the chart says itself what it misses. */
  get first(): { readonly text: string; readonly failure: Failure } | undefined {
    const [found] = this.#failed;
    if (!found) return undefined;
    const [request, failure] = found;
    return { text: [sentences[request], textOf(failure)].join(" "), failure };
  }

  /** The message that failed, to be sent again. */
  get again(): FromPage | undefined {
    const [request] = this.#failed.keys();
    return request && this.#asked.get(request);
  }
}

const sentences: Readonly<Record<FailingRequest, string>> = {
  reduced: "Groups and totals could not be fetched.",
  sort: "The rows could not be sorted.",
  copy: "Nothing was copied.",
  openDiff: "The diff editor could not be opened.",
};

function isFailing(type: FromPage["type"]): type is FailingRequest {
  return Object.hasOwn(sentences, type);
}

/** A failure for people: what happened, and what to do now. */
export function textOf({ message, wayOut }: Failure): string {
  return [message, wayOut?.text].filter(Boolean).join(" ");
}

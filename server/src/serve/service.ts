import type { Cancellation } from "../base/cancellation.ts";
import { EvqError, toFailure } from "../base/failure.ts";
import { formatInstant } from "../base/instant.ts";
import type { JsonTree } from "../base/json.ts";
import { BYTES, badFrame, readFrame } from "./frame.ts";
import type { Frame, NoFrame } from "./frame.ts";
import { OPERATIONS, QUERY, isOperation } from "./operations.ts";
import type { ServiceParts } from "./parts.ts";
import { printReply } from "./reply.ts";

/** Answers the frames of Codebolt's event-log API from the local store; it knows nothing of sockets. */
export interface Service {
  /**
   * The reply to one frame, as text. Never rejects: what goes wrong is a reply too. An append's reply comes when its
   * events are safe on disk. A query stops when its client is gone.
   * @param text undefined for a frame that is not text
   */
  answer(text: string | undefined, cancellation: Cancellation): Promise<string>;
  /** The same service, but for queries: those are passed on as they came. */
  passingQueriesTo(answer: AnswerText): Service;
}

type AnswerText = (text: string, cancellation: Cancellation) => Promise<string>;

export function createService(parts: ServiceParts, answerQuery?: AnswerText): Service {
  const now = () => formatInstant(parts.clock.now());
  const refused = (noFrame: NoFrame) => printReply({ ...badFrame(noFrame), timestamp: now() });
  return {
    answer: async (text, cancellation) => {
      if (text === undefined) return refused(BYTES);
      const frame = readFrame(text);
      if ("problem" in frame) return refused(frame);
      try {
        if (answerQuery && frame.type === QUERY) return await answerQuery(text, cancellation);
        const data = await answered(parts, frame, cancellation);
        return printReply({ ...ids(frame), success: true, data, timestamp: now() });
      } catch (thrown) {
        if (!(thrown instanceof EvqError)) parts.defect(thrown);
        const { code, message, wayOut } = toFailure(thrown);
        const error = `${code}: ${message}`;
        return printReply({
          ...ids(frame),
          success: false,
          data: null,
          error,
          ...(wayOut && { message: wayOut.text }),
          timestamp: now(),
        });
      }
    },
    passingQueriesTo: (other) => createService(parts, other),
  };
}

function ids({ type, requestId }: Frame): Pick<Frame, "type" | "requestId"> {
  return { type, requestId };
}

function answered(parts: ServiceParts, { type, params }: Frame, cancellation: Cancellation): Promise<JsonTree> {
  if (isOperation(type)) return OPERATIONS[type](parts, params, cancellation);
  throw new EvqError(
    "usage",
    `There is no request of the type "${type}".`,
    `There is ${Object.keys(OPERATIONS).join(", ")}.`,
  );
}

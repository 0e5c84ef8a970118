import { openEvq } from "./openEvq.ts";
import { serve } from "./peerProcess.ts";
import { repeated } from "./repeated.ts";

/** EVQ in a process of its own, so that its CPU time is its own; a question is bound once, as the peers prepare theirs. */
const evq = await openEvq(process.argv[2] ?? "");
const questions = new Map<string, Awaited<ReturnType<typeof evq.prepare>>>();

serve({
  load: async (events, isKept) => {
    if (!isKept) await evq.importEvents(events);
  },
  run: async (text) => {
    const question = questions.get(text) ?? (await evq.prepare(text));
    questions.set(text, question);
    const { answer, ...spent } = await repeated(question);
    return { rows: answer.map((row) => row.map(evq.plain)), ...spent };
  },
});

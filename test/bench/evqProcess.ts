import { openEvq } from "./openEvq.ts";
import type { EvqAnswer, EvqQuestion } from "./evq.ts";

/** EVQ in a process of its own, so that its CPU time is its own: answers what its parent asks. */
const evq = await openEvq(process.argv[2] ?? "");

process.on("message", (question: EvqQuestion) => {
  void answer(question).then((reply) => process.send?.(reply));
});
process.send?.({ ready: true });

async function answer(question: EvqQuestion): Promise<EvqAnswer> {
  try {
    if (question.kind === "import") {
      const { appended, badCount } = await evq.importEvents(question.file);
      return { rows: [[appended, badCount]], cpuMs: 0, wallMs: 0 };
    }
    const cpu = process.cpuUsage();
    const began = performance.now();
    const rows = await evq.rows(question.text);
    const wallMs = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    return { rows: rows.map((row) => row.map(evq.plain)), cpuMs: (user + system) / 1000, wallMs };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

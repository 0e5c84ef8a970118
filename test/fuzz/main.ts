import { fuzzServer } from "./server.ts";
import { fuzzSyntax } from "./syntax.ts";

interface Fuzzer {
  /** Texts in a full run. */
  readonly count: number;
  run(count: number, seed: number): void | Promise<void>;
}

/** What `npm run fuzz` runs; add a row for a new fuzzer. */
const fuzzers: Readonly<Record<string, Fuzzer>> = {
  syntax: { count: 100_000, run: fuzzSyntax },
  server: { count: 100_000, run: fuzzServer },
};

/** Texts between two signs of life. */
const BATCH = 5_000;

const USAGE = `npm run fuzz [-- NAME… --seed N --count N]
  NAME is one of ${Object.keys(fuzzers).join(", ")}; without names all run.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg, index) => !arg.startsWith("--") && !args[index - 1]?.startsWith("--"));
  const seed = numberAfter("--seed", args) ?? Date.now() % 1_000_000_000;
  const unknown = names.filter((name) => !Object.hasOwn(fuzzers, name));
  if (unknown.length > 0) {
    console.error(`no fuzzer is called ${unknown.join(", ")}\n${USAGE}`);
    return 2;
  }
  let failed = 0;
  for (const [name, fuzzer] of Object.entries(fuzzers)) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (!(await passes(name, fuzzer, numberAfter("--count", args) ?? fuzzer.count, seed))) failed++;
  }
  return failed > 0 ? 1 : 0;
}

/** Runs in batches, each with a seed of its own, so that a failure is repeated without what ran before it. */
async function passes(name: string, fuzzer: Fuzzer, count: number, seed: number): Promise<boolean> {
  for (let done = 0, batch = 0; done < count; batch++) {
    const size = Math.min(BATCH, count - done);
    try {
      await fuzzer.run(size, seed + batch);
    } catch (error) {
      console.error(`FAILED ${name}; again with: npm run fuzz -- ${name} --seed ${seed + batch} --count ${size}`);
      console.error(error);
      return false;
    }
    done += size;
    console.log(`ok ${name} ${done} of ${count} (seed ${seed + batch})`);
  }
  return true;
}

function numberAfter(flag: string, args: readonly string[]): number | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : Number(args[at + 1]);
}

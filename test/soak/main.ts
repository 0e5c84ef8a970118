// The fault tests of the store at their long-run size: npm run soak -- [NAME…] [--minutes N] [--from SEED] [--count N]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadRound } from "../fault/serve/load.ts";
import { crashRound } from "../fault/store/crashRound.ts";
import { errorRound } from "../fault/store/errorRound.ts";
import { killRound, stopRound } from "../fault/store/processRound.ts";
import { syncRound } from "../fault/sync/syncRound.ts";
import { SYSTEMS } from "../fault/sync/world.ts";
import { checkHonest, sampleOf } from "../fault/store/sweep.ts";
import { scratch } from "../host/checkout.ts";

interface SoakArea {
  /** Seeds of a whole long run. */
  readonly size: number;
  /** Tries the cases of one seed; gives how many they were. */
  readonly run: (seed: number) => Promise<number>;
}

const AREAS: Readonly<Record<string, SoakArea>> = {
  crashes: { size: 666_667, run: crashes },
  errors: { size: 32_400, run: async (seed) => (await errorRound(seed), 1) },
  sweeps: { size: 250, run: sweeps },
  kills: { size: 2_500, run: async (seed) => (await killRound(seed), 4) },
  stops: { size: 2_000, run: async (seed) => (await stopRound(seed), 1) },
  sync: { size: 20_000, run: syncs },
  serve: { size: 60, run: loadRound },
};

const PROGRESS_MS = 10_000;
const STATE = join(scratch, "soak.json");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    area: { type: "string" },
    minutes: { type: "string", default: "Infinity" },
    from: { type: "string" },
    count: { type: "string" },
  },
});
const end = performance.now() + Number(values.minutes) * 60_000;
const named = values.area?.split(",") ?? positionals;
const areas = named.length === 0 ? Object.keys(AREAS) : named;
for (const [at, name] of areas.entries()) {
  const left = end - performance.now();
  await soak(name, performance.now() + left / (areas.length - at));
}

/** Goes on where the last run of the area ended, until its long run is done or the time is up. */
async function soak(name: string, until: number): Promise<void> {
  const area = AREAS[name];
  if (area === undefined) throw new Error(`There is no area ${name}; there are ${Object.keys(AREAS).join(", ")}.`);
  const first = Number(values.from ?? (readState()[name] ?? 0) + 1);
  const last = values.count === undefined ? Math.max(area.size, first) : first + Number(values.count) - 1;
  let [cases, told, seed] = [0, performance.now(), first];
  for (; seed <= last && performance.now() < until; seed++) {
    try {
      cases += await area.run(seed);
    } catch (error) {
      console.error(`FAILED ${name}, seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
      console.error(`again: npm run soak -- --area ${name} --from ${seed} --count 1`);
      process.exit(1);
    }
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    keepState(name, seed);
    console.log(`${name}: seed ${seed} of ${last}, ${cases} cases`);
  }
  keepState(name, seed - 1);
  console.log(`ok ${name}: seeds ${first} to ${seed - 1} of ${last}, ${cases} cases, nothing lost`);
}

async function crashes(seed: number): Promise<number> {
  for (const rate of [0, 0.02, 0.08]) await crashRound(seed, rate);
  return 3;
}

async function syncs(seed: number): Promise<number> {
  for (const system of SYSTEMS) await syncRound(system, seed);
  return SYSTEMS.length;
}

/** Every byte cut and every bit flipped of one small journal, with the hint of what was acknowledged and without. */
async function sweeps(seed: number): Promise<number> {
  const sample = await sampleOf(seed);
  let cases = 0;
  for (const path of sample.segments) {
    const bytes = sample.disk.read(path);
    for (let at = 0; at < bytes.length; at++)
      for (const hint of [true, false]) {
        checkHonest(sample, path, bytes.slice(0, at), hint, `${path} cut at ${at}, hint ${hint}`);
        for (let bit = 0; bit < 8; bit++) {
          const flipped = bytes.slice();
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
          checkHonest(sample, path, flipped, hint, `${path}, bit ${bit} of byte ${at}, hint ${hint}`);
        }
        cases += 9;
      }
  }
  return cases;
}

function readState(): Readonly<Record<string, number>> {
  return existsSync(STATE) ? (JSON.parse(readFileSync(STATE, "utf8")) as Readonly<Record<string, number>>) : {};
}

function keepState(name: string, seed: number): void {
  if (values.from !== undefined) return;
  mkdirSync(scratch, { recursive: true });
  writeFileSync(STATE, JSON.stringify({ ...readState(), [name]: seed }));
}

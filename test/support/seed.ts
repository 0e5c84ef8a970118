import fc from "fast-check";

/**
 * The same random cases in every run, so that what passed here passes in CI; `EVQ_SEED=N` tries other ones, and
 * `EVQ_SEED=random` new ones each time. A failure prints its seed.
 */
const wish = process.env["EVQ_SEED"] ?? "20261125";

if (wish !== "random") fc.configureGlobal({ seed: Number(wish) });

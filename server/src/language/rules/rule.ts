import type { Problem } from "../../syntax/problem.ts";
import type { Snapshot } from "../snapshot.ts";

/** Finds one kind of problem that is neither grammar nor binding: something that is allowed and hardly meant. */
export type Rule = (snapshot: Snapshot) => readonly Problem[];

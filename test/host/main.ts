import { SetupError } from "./cache.mjs";
import { verbs } from "./verbs.ts";

const [verb = "", ...args] = process.argv.slice(2);
const act = verbs[verb];
if (act === undefined) {
  console.error(`unknown: ${verb}; there is ${Object.keys(verbs).join(", ")}`);
  process.exit(2);
}
try {
  process.exit(await act(args));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exit(error instanceof SetupError ? 2 : 1);
}

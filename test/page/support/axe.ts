import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { OpenPage } from "./openResults.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What another theme can change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds: its rule, the first element, and why. */
export async function violations(
  { page }: Pick<OpenPage, "page">,
  rules: "all" | "colours" = "all",
): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    async (only) => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: unknown): Promise<{ violations: readonly Violation[] }> };
      };
      interface Violation {
        readonly id: string;
        readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
      }
      const { violations } = await axe.run(only === null ? {} : { runOnly: only });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")} ${nodes[0]?.failureSummary}`);
    },
    rules === "all" ? null : COLOURS,
  );
}

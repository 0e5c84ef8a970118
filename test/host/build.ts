import { existsSync } from "node:fs";
import { checkout, vsix } from "./checkout.ts";
import { run, runNode, tool } from "./processes.ts";

/** Bundles into dist/: with source maps, or as it ships. */
export function build(args: readonly string[] = []): Promise<number> {
  return runNode("esbuild.mjs", args);
}

/** Makes evq.vsix from a fresh production build. */
export async function makePackage(): Promise<number> {
  const code = await run(
    process.execPath,
    [tool("@vscode/vsce/vsce"), "package", "--no-rewrite-relative-links", "--no-dependencies", "--out", vsix],
    {
      cwd: checkout,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return code === 0 && !existsSync(vsix) ? 1 : code;
}

import type { TestProject } from "vitest/node";
import { startContember } from "../servers/contember/engine.ts";
import type { ContemberEngine } from "../servers/contember/engine.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly contember: Pick<ContemberEngine, "url" | "rootToken" | "databasePort">;
  }
}

/** Boots the engine; it and its database end after the last test. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...engine } = await startContember();
  project.provide("contember", engine);
  return stop;
}

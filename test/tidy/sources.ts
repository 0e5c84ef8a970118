import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { checkout } from "../host/checkout.ts";

/** One `import … from`, `export … from` or `import()`. */
export interface Import {
  /** The file it stands in, from the checkout. */
  readonly from: string;
  /** A file of the checkout, or a package by its name without the path inside it. */
  readonly to: string;
  readonly isFile: boolean;
  /** `import type`: gone when the program runs. */
  readonly typesOnly: boolean;
}

/** The TypeScript files below client/ and server/, by their path from the checkout. */
export function sourceFiles(): string[] {
  return globSync(["client/**/*.ts", "server/**/*.ts"], { cwd: checkout }).map((file) => file.replaceAll("\\", "/"));
}

export function readSource(file: string): string {
  return readFileSync(posix.join(checkout, file), "utf8");
}

const statement = /^(?:import|export)\s+(type\s)?[^"';]*?from\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

export function importsOf(file: string): Import[] {
  return [...readSource(file).matchAll(statement)].map(([, type, ...targets]) => {
    const target = targets.find((name) => name !== undefined) ?? "";
    const isFile = target.startsWith(".");
    const to = isFile ? posix.join(posix.dirname(file), target) : packageOf(target);
    return { from: file, to, isFile, typesOnly: type !== undefined };
  });
}

function packageOf(target: string): string {
  if (target.startsWith("node:")) return "node:*";
  return target.split("/", target.startsWith("@") ? 2 : 1).join("/");
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../host/checkout.ts";
import { isIn, layerOf, layers, typesOnlyLayers } from "./layers.ts";
import { type Import, importsOf, sourceFiles } from "./sources.ts";

const files = sourceFiles();
const imports = files.flatMap(importsOf);

test("every file belongs to a layer, and every layer that exists was read", () => {
  expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  const unread = layers.filter(
    ({ path }) => existsSync(join(checkout, path)) && !files.some((file) => isIn(file, path)),
  );
  expect(unread.map(({ path }) => path)).toEqual([]);
  expect(files.length).toBeGreaterThan(20);
  expect(imports.length).toBeGreaterThan(files.length / 2);
});

test("an import of a file names a file that is there", () => {
  expect(imports.filter(({ to, isFile }) => isFile && !to.endsWith(".css") && !files.includes(to)).map(arrow)).toEqual(
    [],
  );
});

test("nothing imports upwards or sideways", () => {
  expect(imports.filter((edge) => !allowed(edge)).map(arrow)).toEqual([]);
});

test("protocols hold types only", () => {
  const values = files.filter((file) => typesOnlyLayers.some((path) => isIn(file, path)));
  const runtime = values.filter((file) => importsOf(file).some(({ typesOnly }) => !typesOnly));
  expect(runtime).toEqual([]);
});

test("no file reaches itself through what it imports, types included", () => {
  expect(cycle(imports)).toEqual([]);
});

test("a wall is seen: an upward import and a cycle are found where there is one", () => {
  const up = { from: "server/src/base/a.ts", to: "server/src/query/b.ts", isFile: true, typesOnly: true };
  expect(allowed(up)).toBe(false);
  expect(allowed({ from: "server/src/engine/a.ts", to: "node:*", isFile: false, typesOnly: true })).toBe(false);
  expect(cycle([up, { ...up, from: up.to, to: up.from }])).toHaveLength(3);
});

function allowed({ from, to, isFile, typesOnly }: Import): boolean {
  const layer = layerOf(from);
  if (layer === undefined) return false;
  if (!isFile) return layer.packages?.includes(to) ?? false;
  if (isIn(to, layer.path)) return true;
  const reachable = typesOnly ? [...layer.layers, ...(layer.types ?? [])] : layer.layers;
  return reachable.some((path) => isIn(to, path));
}

function arrow({ from, to, typesOnly }: Import): string {
  return `${from} → ${to}${typesOnly ? " (type)" : ""}`;
}

/** The files of one circle of imports, the first one again at its end. */
function cycle(edges: readonly Import[]): string[] {
  const next = Map.groupBy(
    edges.filter(({ isFile }) => isFile),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of next.get(file) ?? []) {
      const found = visit(to, [...path, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const found = visit(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

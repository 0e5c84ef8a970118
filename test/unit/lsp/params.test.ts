import { expect, test } from "vitest";
import { EvqError } from "../../../server/src/base/failure.ts";
import { Params } from "../../../server/src/lsp/params.ts";

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(EvqError);
    expect((thrown as EvqError).code).toBe("usage");
    return (thrown as EvqError).message;
  }
  throw new Error("nothing was refused");
}

test("what is there is read", () => {
  const params = new Params({
    textDocument: { uri: "file:///a" },
    position: { line: 1, character: 2 },
    mapping: { id: "a", type: undefined },
  });
  expect(params.documentUri()).toBe("file:///a");
  expect(params.position()).toEqual({ line: 1, character: 2 });
  expect(params.texts("mapping")).toEqual({ id: "a" });
  expect(params.texts("absent")).toEqual({});
  expect(params.optional("absent")).toBeUndefined();
});

test("what is not what it should be is refused by its name", () => {
  expect(refusal(() => new Params(null))).toBe("params is not an object.");
  expect(refusal(() => new Params({ uri: 1 }).text("uri"))).toBe("params.uri is not a text.");
  expect(refusal(() => new Params({ position: { line: 1.5, character: 0 } }).position())).toBe(
    "params.position.line is not a whole number from 0.",
  );
  expect(refusal(() => new Params({ changes: [1] }).list("changes"))).toBe("params.changes[0] is not an object.");
  expect(refusal(() => new Params({ mapping: { id: 1 } }).texts("mapping"))).toBe("params.mapping.id is not a text.");
});

test("what every object inherits is not there", () => {
  expect(refusal(() => new Params({}).object("constructor"))).toBe("params.constructor is not an object.");
});

import { describe, expect, it, vi } from "vitest";
import type { ImportPreview } from "../../../server/protocol/imports.ts";
import { chooseMapping } from "../../../client/src/importing/chooseMapping.ts";
import { fieldLine, recordLine, samplesOf } from "../../../client/src/importing/mappingText.ts";

interface Shown {
  title: string;
  items: readonly { label: string; description?: string }[];
}
/** What the user does at each list that opens: the label that is picked, `back`, or Escape. */
const user = vi.hoisted(() => ({
  picks: [] as (string | undefined)[],
  shown: [] as unknown[],
  inputs: [] as string[],
}));

vi.mock("vscode", () => ({
  QuickPickItemKind: { Separator: -1 },
  QuickInputButtons: { Back: "back" },
  window: {
    showInputBox: async () => user.inputs.shift(),
    createQuickPick: () => {
      const on: Record<string, (() => void)[]> = {};
      const listen = (name: string) => (listener: () => void) => void (on[name] ??= []).push(listener);
      const fire = (name: string) => on[name]?.forEach((listener) => listener());
      const pick = {
        title: "",
        items: [] as { label: string }[],
        selectedItems: [] as { label: string }[],
        onDidAccept: listen("accept"),
        onDidTriggerButton: listen("button"),
        onDidHide: listen("hide"),
        hide: () => fire("hide"),
        dispose: () => {},
        show: () => {
          user.shown.push(pick);
          const wish = user.picks.shift();
          if (wish === undefined) return fire("hide");
          if (wish === "back") return fire("button");
          pick.selectedItems = pick.items.filter(({ label }) => label.includes(wish)).slice(0, 1);
          fire("accept");
        },
      };
      return pick;
    },
  },
}));

const preview: ImportPreview = {
  format: "ndjson",
  mapping: { timestamp: "time", type: "kind" },
  guessed: ["timestamp", "type"],
  fields: [
    { path: "time", samples: ["2024-01-15T10:00:00Z"], share: 1 },
    { path: "kind", samples: ["placed", "shipped"], share: 1 },
    { path: "user.name", samples: ["ada"], share: 0.5 },
  ],
  records: [
    { number: 1, values: { timestamp: "2024-01-15T10:00:00Z", type: "$(trash) placed", actor: "ada\nb" } },
    { number: 2, bad: "time is no time: x" },
  ],
};

/** Saved fields by name. */
const profiles: unknown[] = [];

function run(...picks: (string | undefined)[]) {
  Object.assign(user, { picks, shown: [], inputs: ["a.b"] });
  const asked: unknown[] = [];
  const request = async (method: string, params: { name: string; mapping: object } | null) => {
    if (method === "evq/import/profiles") return profiles;
    if (method === "evq/import/saveProfile") return void profiles.push(params);
    const mapping = params?.mapping ?? {};
    asked.push(mapping);
    return { ...preview, mapping: { ...preview.mapping, ...mapping } };
  };
  const choice = chooseMapping(
    { request: request as never },
    { file: "/a.ndjson", title: "Import a.ndjson", log: "a" },
  );
  return { choice, asked };
}
const whole = { timestamp: "time", type: "kind", stream: "", id: "", actor: "", entityType: "", entityId: "" };

describe("the mapping dialog", () => {
  it("takes the guess as it was shown", async () => {
    expect(await run("Import into").choice).toEqual(whole);
    const [list] = user.shown as Shown[];
    expect(list?.items.map(({ label, description }) => [label, description])).toEqual([
      ["$(cloud-download) Import into local.a", "NDJSON: one JSON object a line"],
      ["Fields of an event", undefined],
      ["Timestamp", "time (guessed) · 2024-01-15T10:00:00Z"],
      ["Type", "kind (guessed) · placed, shipped"],
      ["Stream", "none: events have no stream"],
      ["Id", "none: every event gets an id"],
      ["Actor", "none: events have no actor"],
      ["Entity Type", "none: left empty"],
      ["Entity Id", "none: left empty"],
      ["The first events", undefined],
      ["2024-01-15T10:00:00Z  \\$(trash) placed", "actor ada b"],
      ["$(warning) Record 2 is left out", "time is no time: x"],
      ["Saved fields", undefined],
      ["$(save) Save These Fields by a Name…", undefined],
    ]);
  });

  it("changes field by field, and asks for a new preview each time", async () => {
    const { choice, asked } = run("Actor", "user.name", "Type", "None", "Entity Id", "Another Path", "Import into");
    expect(await choice).toEqual({ ...whole, actor: "user.name", type: "", entityId: "a.b" });
    expect(asked).toEqual([
      {},
      { actor: "user.name" },
      { actor: "user.name", type: "" },
      { actor: "user.name", type: "", entityId: "a.b" },
    ]);
  });

  it("saves the fields by a name, and takes them from there", async () => {
    expect(await run("Actor", "user.name", "Save These", "Import into").choice).toMatchObject({ actor: "user.name" });
    expect(profiles).toEqual([{ name: "a.b", mapping: { ...whole, actor: "user.name" } }]);
    const { choice, asked } = run("a.b", "Import into");
    expect(await choice).toEqual({ ...whole, actor: "user.name" });
    expect(asked).toEqual([{}, { ...whole, actor: "user.name" }]);
    profiles.length = 0;
  });

  it("goes back from a field to the mapping, and from the mapping to the name; Escape ends it", async () => {
    expect(await run("Actor", "back", "Import into").choice).toEqual(whole);
    expect(await run("Actor", undefined, "back").choice).toBe("back");
    expect(await run(undefined).choice).toBeUndefined();
  });
});

describe("its texts", () => {
  it("say how often a field is there", () => {
    expect(samplesOf(preview.fields[2])).toBe("ada · in 50% of the records");
    expect(samplesOf({ path: "x", samples: [], share: 0 })).toBe("empty");
    expect(fieldLine({ ...preview, mapping: { type: "gone" }, guessed: [] }, "type", "none")).toBe(
      "gone · No value in the first records",
    );
    expect(recordLine({ number: 1, values: { type: "a" } })).toEqual({ label: "now  a", description: "" });
  });
});

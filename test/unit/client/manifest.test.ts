import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkout } from "../../host/checkout.ts";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly icon?: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly markdownDescription: string; readonly default?: unknown }>
      >;
    };
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly completionEvents: readonly string[] }[];
    }[];
  };
}

const text = readFileSync(join(checkout, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync(join(checkout, "package.nls.json"), "utf8")) as Record<string, string>;
const { commands, menus, keybindings, configuration, viewsWelcome, walkthroughs } = manifest.contributes;
const ids = commands.map(({ command }) => command);

/** The table as text: the module itself needs VS Code. */
const table = readFileSync(join(checkout, "client/src/commands/table.ts"), "utf8");

describe("the manifest", () => {
  it("and the table of commands name the same commands", () => {
    expect([...table.matchAll(/^ {2}"(evq[\w.]+)":/gm)].map(([, id]) => id ?? "").toSorted()).toEqual(ids.toSorted());
    expect(ids.length).toBeGreaterThan(8);
  });

  it("has its words in package.nls.json, each of them used", () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(words).toSorted());
  });

  it("has a walkthrough of five steps, each with something to do and an event that completes it", () => {
    const [steps = [], ...others] = walkthroughs.map((walkthrough) => walkthrough.steps);
    expect([steps.length, others.length]).toEqual([5, 0]);
    for (const { description, completionEvents } of steps) {
      expect(words[description.slice(1, -1)]).toMatch(/\]\(command:evq\.[\w.]+\)$/);
      expect(completionEvents.length).toBeGreaterThan(0);
      for (const event of completionEvents) {
        const [kind, command = ""] = event.split(":");
        if (kind === "onCommand") expect(ids, event).toContain(command);
        else expect(event).toMatch(/^on(Context|View):evq\./);
      }
    }
  });

  it("draws the walkthrough without styles, which VS Code does not let through, and writes code as VS Code reads it", () => {
    const pictures = globSync("media/walkthrough/*.svg", { cwd: checkout });
    expect(pictures).toHaveLength(5);
    for (const file of pictures) {
      const picture = readFileSync(join(checkout, file), "utf8");
      expect(picture, file).not.toMatch(/<style|style=|class=/);
      expect(picture, `${file}: a value is not between plain quotes`).not.toMatch(/=(?!")[^<>]*\\"/);
    }
    for (const { description } of walkthroughs.flatMap(({ steps }) => steps))
      expect(words[description.slice(1, -1)]?.replaceAll(/``[^`]+``/g, "")).not.toContain("`");
  });

  it("names only commands of ours in menus, keys, welcome texts and the walkthrough", () => {
    const named = [
      ...Object.values(menus)
        .flat()
        .map(({ command }) => command),
      ...keybindings.map(({ command }) => command),
      ...[
        ...viewsWelcome.map(({ contents }) => contents),
        ...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
      ].flatMap((text) =>
        [...(words[text.slice(1, -1)] ?? "").matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id ?? ""),
      ),
    ].filter((command) => !["evq.sources.focus", "workbench.trust.manage", "notebook.cell.execute"].includes(command)); // VS Code's own
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((command) => !ids.includes(command))).toEqual([]);
  });

  it("gives every command a title in title case, the category and an icon that VS Code has", () => {
    const icons = new Set(
      globSync("*.svg", { cwd: join(checkout, "node_modules/@vscode/codicons/src/icons") }).map((file) =>
        file.slice(0, -4),
      ),
    );
    for (const { command, title, category, icon } of commands) {
      expect(category, command).toBe("%category%");
      const words_ = (words[title.slice(1, -1)] ?? "")
        .split(" ")
        .filter((word) => word.length > 3 && word !== "with" && !word.startsWith("."));
      expect(
        words_.filter((word) => !/^[A-Z]/.test(word)),
        command,
      ).toEqual([]);
      expect(icons.has((icon ?? "").slice(2, -1)), `${command} ${icon}`).toBe(true);
    }
  });

  it("describes every setting, and every file that it names is there", () => {
    for (const [name, { markdownDescription }] of Object.entries(configuration.properties)) {
      expect(name).toMatch(/^evq\./);
      expect(words[markdownDescription.slice(1, -1)]?.length, name).toBeGreaterThan(30);
    }
    const files = [...text.matchAll(/"(?:\.\/)?((?:media|syntaxes)\/[\w./-]+|language-configuration\.json)"/g)].map(
      ([, file]) => file ?? "",
    );
    expect(files.length).toBeGreaterThanOrEqual(6);
    expect(files.filter((file) => !existsSync(join(checkout, file)))).toEqual([]);
  });

  it("says nothing twice, of which JSON readers would keep the last alone", () => {
    const sections = [...text.matchAll(/^ {2,4}"([^"]+)": [[{]/gm)].map(([, name]) => name ?? "");
    expect(sections.length).toBeGreaterThan(10);
    expect(sections.filter((name, i) => sections.indexOf(name) !== i)).toEqual([]);
  });

  it("wakes the extension for its language, views, commands and the pages of a window that comes back only", () => {
    expect(manifest.activationEvents.filter((event) => !event.startsWith("onWebviewPanel:evq."))).toEqual([]);
  });
});

import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { commands, extensions } from "vscode";

// The files of this folder run in the order of their names, so nothing has woken the extension before.
suite("activation", () => {
  test("waits until it is needed, and says what it took of the processor", async () => {
    const extension = extensions.getExtension("evq.evq");
    assert.ok(extension, "VS Code does not know the extension");
    assert.equal(extension.isActive, false, "it is active although no .evq document is open");
    const before = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(before);
    assert.equal(extension.isActive, true);
    console.log(`activation: ${((user + system) / 1000).toFixed(0)} ms of the processor (the goal is under 150 ms)`);
  });

  test("registers every command of the manifest", async () => {
    const extension = extensions.getExtension("evq.evq");
    assert.ok(extension);
    const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.filter(({ command }) => !known.has(command)),
      [],
    );
  });
});

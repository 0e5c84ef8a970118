import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { extensions, languages, Uri, workspace } from "vscode";

suite("extension", () => {
  test("sleeps until an .evq document opens", async () => {
    const extension = extensions.getExtension("evq.evq");
    assert.ok(extension, "VS Code does not know the extension");
    const document = await workspace.openTextDocument({ language: "evq", content: "" });
    assert.equal(document.languageId, "evq");
    await extension.activate();
    assert.ok(extension.isActive);
  });

  test("makes evq a language", async () => {
    assert.ok((await languages.getLanguages()).includes("evq"));
    const folder = workspace.workspaceFolders?.[0];
    assert.ok(folder, "no folder is open");
    const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, "first.evq"));
    assert.equal(document.languageId, "evq");
  });
});

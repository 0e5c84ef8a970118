/**
 * The language server of a browser begins here: the first message names the folder that the extension's own files are
 * in, and the files that the server has in common with that of a desktop are read from there. They are modules of
 * CommonJS, for which a plain script's worker has no loader.
 */
self.addEventListener("message", begin);

const FILES = ["language", "engine", "web-server"];

interface Module {
  exports: { start?: (root: string) => void };
}

function begin({ data }: MessageEvent<unknown>): void {
  self.removeEventListener("message", begin);
  const root = String((data as { readonly root?: unknown }).root);
  const loaded = new Map<string, Module["exports"]>();
  const scope = self as unknown as { module: Module; exports: object; require: (path: string) => object | undefined };
  scope.require = (path) => loaded.get(path);
  for (const name of FILES) {
    scope.module = { exports: {} };
    scope.exports = scope.module.exports;
    importScripts(`${root}/${name}.js`);
    loaded.set(`./${name}.js`, scope.module.exports);
  }
  scope.module.exports.start?.(root);
}

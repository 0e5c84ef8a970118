// The files of a page without a server, held in memory: a page has its own copy.
const { EventEmitter, FileSystemError, FileType, workspace } = require("vscode");

const lines = Array.from({ length: 60 }, (_, at) =>
  JSON.stringify({
    id: `e${at}`,
    time: `2024-01-18T10:${String(at).padStart(2, "0")}:00Z`,
    type: at % 3 === 0 ? "order.failed" : "order.placed",
    total: at,
  }).replace(/"total":6}/, '"total":9007199254740993}'),
);
const texts = {
  "orders.ndjson": `${lines.join("\n")}\n`,
  "first.evq": "from local.orders\nreduce count() as events by event_type\n",
  "wrong.evq": "from local.orders\nwhere nothing_of_that_name = 1\n",
  "notes.evqnb": `${JSON.stringify({
    version: 1,
    cells: [
      { id: "a", language: "evq", source: ['let failed = from local.orders where event_type = "order.failed"'] },
      { id: "b", language: "evq", source: ["from failed", "select timestamp, payload.total"] },
    ],
  })}\n`,
};

exports.activate = ({ subscriptions }) => {
  const files = new Map(
    Object.entries(texts).map(([name, text]) => [`/workspace/${name}`, new TextEncoder().encode(text)]),
  );
  const folders = new Set(["/", "/workspace"]);
  const changed = new EventEmitter();
  const provider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose() {} }),
    stat: ({ path }) => {
      const bytes = files.get(path);
      if (bytes) return { type: FileType.File, ctime: 0, mtime: 0, size: bytes.length };
      if (folders.has(path)) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      throw FileSystemError.FileNotFound(path);
    },
    readDirectory: ({ path }) =>
      [...files.keys()]
        .filter((file) => file.startsWith(`${path}/`) && !file.slice(path.length + 1).includes("/"))
        .map((file) => [file.slice(path.length + 1), FileType.File]),
    readFile: (uri) => {
      const bytes = files.get(uri.path);
      if (!bytes) throw FileSystemError.FileNotFound(uri);
      return bytes;
    },
    writeFile: (uri, bytes) => {
      files.set(uri.path, bytes);
      changed.fire([{ type: 1, uri }]);
    },
    createDirectory: ({ path }) => void folders.add(path),
    delete: ({ path }) => void files.delete(path),
    rename: (from, to) => {
      files.set(to.path, files.get(from.path));
      files.delete(from.path);
    },
  };
  subscriptions.push(workspace.registerFileSystemProvider("evqfiles", provider));
};

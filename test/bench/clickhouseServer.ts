import { requirePeer } from "./installed.ts";

/** The ClickHouse library as a server on loopback; ends only when it is killed. */
const [packages = "", data = "", http = "", tcp = "", config = ""] = process.argv.slice(2);

interface ForeignFunctions {
  open(library: { library: string; path: string }): void;
  load(call: {
    library: string;
    funcName: string;
    retType: unknown;
    paramsType: readonly unknown[];
    paramsValue: readonly unknown[];
  }): void;
  readonly DataType: { readonly External: unknown; readonly I32: unknown; readonly StringArray: unknown };
}

const ffi = requirePeer(packages, "ffi-rs") as ForeignFunctions;
const { DataType } = ffi;
ffi.open({ library: "chdb", path: `${packages}/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so` });
const forever =
  "SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP; SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size=1, " +
  "function_sleep_max_microseconds_per_block=0, max_execution_time=0 FORMAT Null";
const program = [
  "clickhouse-local",
  "--path",
  data,
  "--listen_host",
  "127.0.0.1",
  "--http_port",
  http,
  "--tcp_port",
  tcp,
];
const call = [...program, "--config-file", config, "--query", forever];
ffi.load({
  library: "chdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [call.length, call],
});
process.exit(1);

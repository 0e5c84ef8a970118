export { readQuery } from "./json/read.ts";
export { writeQuery } from "./json/write.ts";
export type { JsonValue } from "./json/write.ts";

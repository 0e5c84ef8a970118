export { fromCoreQuery } from "./core/from.ts";
export type { FromCore } from "./core/from.ts";
export { toCoreQuery } from "./core/to.ts";
export type { ToCore } from "./core/to.ts";
export { coreText } from "./core/query.ts";
export type { CoreCondition, CoreQuery, CoreValue } from "./core/query.ts";

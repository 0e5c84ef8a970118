/** The ways to look at a result that has rows; `shape`: as what they are, changes or differences. */
export type ViewName = "table" | "chart" | "shape";

/** The ways to look at a result that has rows. */
export type ViewName = "table" | "chart";

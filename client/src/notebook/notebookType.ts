/** VS Code's name for our notebooks. */
export const NOTEBOOK_TYPE = "evq-notebook";

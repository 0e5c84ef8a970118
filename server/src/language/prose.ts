/**
 * Text for a person. Only our own words are Markdown; what comes from events or from the user's names is `code` or
 * `plain`, which the rim escapes, so that nothing in an event can become a link.
 */
export type Prose = readonly Block[];

export type Block =
  | { readonly kind: "markdown" | "plain"; readonly text: string }
  | { readonly kind: "code"; readonly text: string; readonly language?: string };

export function markdown(text: string): Block {
  return { kind: "markdown", text };
}

export function code(text: string, language?: string): Block {
  return language === undefined ? { kind: "code", text } : { kind: "code", text, language };
}

export function plain(text: string): Block {
  return { kind: "plain", text };
}

/** A piece of printed JSON; white space belongs to punctuation. */
export interface JsonToken {
  readonly kind: "key" | "string" | "number" | "word" | "punctuation";
  readonly text: string;
}

/** Prints compact JSON over several lines. Works on the text, so numbers keep every digit; what is no JSON comes out as it went in. */
export function prettyJson(compact: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const punctuation = (text: string) => tokens.push({ kind: "punctuation", text });
  for (const [token, blank] of scan(compact)) {
    if (blank) continue;
    if (token === "{}" || token === "[]") punctuation(token);
    else if (token === "{" || token === "[") {
      depth++;
      punctuation(token + line());
    } else if (token === "}" || token === "]") {
      depth = Math.max(0, depth - 1);
      punctuation(line() + token);
    } else if (token === ",") punctuation(token + line());
    else if (token === ":") {
      const key = tokens.pop();
      if (key) tokens.push(key.kind === "string" ? { kind: "key", text: key.text } : key);
      punctuation(": ");
    } else tokens.push({ kind: kindOf(token), text: token });
  }
  return tokens;
}

/** Tokens in order; the second group is white space. */
function* scan(text: string): Generator<readonly [token: string, blank: string | undefined]> {
  const pattern = /(\s+)|\{\s*\}|\[\s*\]|[{}[\],:]|"(?:[^"\\]|\\.)*"?|[^\s{}[\],:"]+/gs;
  for (const [token, blank] of text.matchAll(pattern))
    yield [/^[{[]\s+[}\]]$/.test(token) ? token.replaceAll(/\s/g, "") : token, blank];
}

function kindOf(token: string): JsonToken["kind"] {
  if (token.startsWith('"')) return "string";
  return /^-?\d/.test(token) ? "number" : "word";
}

/** Compact JSON texts by key, of the top level of an object. */
export type Members = ReadonlyMap<string, string>;

/** Takes compact JSON as `normaliseJson` writes it apart; undefined when it is no object. */
export function membersOf(text: string): Members | undefined {
  if (text.charCodeAt(0) !== 123) return undefined;
  const members = new Map<string, string>();
  let at = 1;
  while (text.charCodeAt(at) === 34) {
    const keyEnd = stringEnd(text, at);
    const valueStart = keyEnd + 1;
    const valueEnd = skipValue(text, valueStart);
    const key = decodeString(text.slice(at, keyEnd));
    if (!members.has(key)) members.set(key, text.slice(valueStart, valueEnd));
    at = valueEnd + 1;
  }
  return members;
}

/** Behind the value that begins here. */
function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === 34) return stringEnd(text, start);
  if (first !== 123 && first !== 91) return scalarEnd(text, start);
  let depth = 0;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) at = stringEnd(text, at) - 1;
    else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
  }
}

/** Behind the closing quote. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function scalarEnd(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 125 || code === 93) return at;
  }
}

/** The text of a JSON string. */
export function decodeString(json: string): string {
  return json.includes("\\") ? (JSON.parse(json) as string) : json.slice(1, -1);
}

/** A scalar's text: a string's own, a number or boolean as it is written; undefined for null, objects and arrays. */
export function scalarText(json: string | undefined): string | undefined {
  if (json === undefined || json === "null") return undefined;
  const first = json.charCodeAt(0);
  if (first === 34) return decodeString(json);
  return first === 123 || first === 91 ? undefined : json;
}

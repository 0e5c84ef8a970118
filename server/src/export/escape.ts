/**
 * Characters that make a terminal do something or show text in another order than it stands: C0, DEL, C1, the bidi
 * controls and isolates, line and paragraph separators, and invisible format characters of the same blocks.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Most text is plain ASCII, and this is found out much faster. */
const SUSPICIOUS = /[^ -~]/;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Event text that is safe on a terminal: what could act on it stands there as `\n`, `\u001b` and the like. */
export function escapeText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text.replace(UNSAFE, (character) => SHORT[character] ?? unicodeEscape(character));
}

/** JSON text of the same meaning that is safe on a terminal; in well-formed JSON such characters stand in strings only. */
export function escapeJson(json: string): string {
  return SUSPICIOUS.test(json) ? json.replace(UNSAFE, unicodeEscape) : json;
}

function unicodeEscape(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("");
}

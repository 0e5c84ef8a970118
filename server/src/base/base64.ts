const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The UTF-8 bytes of a text as base64 with padding (RFC 4648, section 4). */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let result = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63] ?? "");
    const used = Math.min(bytes.length - at, 3) + 1;
    result += letters.slice(0, used).join("").padEnd(4, "=");
  }
  return result;
}

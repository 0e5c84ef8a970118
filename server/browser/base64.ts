/** Bytes in base64 (RFC 4648), which is how a file crosses the wire. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // An argument a byte, of which a call takes only so many.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

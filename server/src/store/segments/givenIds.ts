import type { Segment } from "./segment.ts";

/** The ids of a log that came with their events, found again by their hashes: a million of them take 16 MB. */
export class GivenIds {
  readonly #segments: Segment[] = [];
  /** Open addressing: one more than the place of the segment, and the text's code in it. */
  #places = new Uint32Array(1024);
  #codes = new Uint32Array(1024);
  #size = 0;

  add(segment: Segment): void {
    const { ids } = segment.core;
    if (!ids) return;
    const place = this.#segments.push(segment);
    for (let code = 1; code <= ids.size; code++) {
      if ((this.#size + 1) * 2 > this.#places.length) this.#grow();
      this.#put(place, code, hashOf(ids.text(code)));
      this.#size++;
    }
  }

  has(id: string): boolean {
    const mask = this.#places.length - 1;
    for (let slot = hashOf(id) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#places[slot] as number;
      if (place === 0) return false;
      if (this.#segments[place - 1]?.core.ids?.text(this.#codes[slot] as number) === id) return true;
    }
  }

  #put(place: number, code: number, hash: number): void {
    const mask = this.#places.length - 1;
    let slot = hash & mask;
    while (this.#places[slot] !== 0) slot = (slot + 1) & mask;
    this.#places[slot] = place;
    this.#codes[slot] = code;
  }

  #grow(): void {
    const [places, codes] = [this.#places, this.#codes];
    this.#places = new Uint32Array(places.length * 2);
    this.#codes = new Uint32Array(places.length * 2);
    for (let slot = 0; slot < places.length; slot++) {
      const place = places[slot] as number;
      const code = codes[slot] as number;
      const id = place === 0 ? undefined : this.#segments[place - 1]?.core.ids?.text(code);
      if (id !== undefined) this.#put(place, code, hashOf(id));
    }
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

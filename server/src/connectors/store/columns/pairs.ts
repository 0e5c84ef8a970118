/** Pairs are numbered in a table of all that are possible as long as it has at most so many places. */
const MOST_PLACES = 2 ** 21;
const FEW_PLACES = 2 ** 16;
/** And as long as there are at most so many for each row, for they must be made. */
const SPARSE = 4;

/** Numbers pairs of numbers, from 0, in the order in which they are met. */
export class Pairs {
  firsts: Uint32Array = new Uint32Array(256);
  seconds: Uint32Array = new Uint32Array(256);
  count = 0;
  /** Where each of the pairs that the last call met for the first time stood in it. */
  metAt: Uint32Array = new Uint32Array(256);
  /** One more than the number of each pair: by both numbers, or behind the place that their hash names. */
  #table = new Uint32Array(0);
  /** Of a row of the table; 0 when it goes by hash. */
  #width = 0;

  /** Puts the numbers of pairs into a room; `firstCount` and `secondCount` are more than any number in a pair. */
  number(
    firsts: Uint32Array,
    seconds: Uint32Array,
    firstCount: number,
    secondCount: number,
    numbers: Uint32Array,
  ): Uint32Array {
    this.#makeRoom(firstCount, secondCount, firsts.length * SPARSE);
    if (this.#width > 0) this.#byPlace(firsts, seconds, numbers);
    else this.#byHash(firsts, seconds, numbers);
    return numbers;
  }

  #byPlace(firsts: Uint32Array, seconds: Uint32Array, numbers: Uint32Array): void {
    const [table, width] = [this.#table, this.#width];
    for (let at = 0; at < firsts.length; at++) {
      const [first, second] = [firsts[at] as number, seconds[at] as number];
      const place = first * width + second;
      let known = table[place] as number;
      if (known === 0) table[place] = known = this.#add(first, second, at);
      numbers[at] = known - 1;
    }
  }

  #byHash(firsts: Uint32Array, seconds: Uint32Array, numbers: Uint32Array): void {
    for (let at = 0; at < firsts.length; at++) {
      const [first, second] = [firsts[at] as number, seconds[at] as number];
      let slot = this.#slotOf(first, second);
      if (this.#table[slot] === 0) {
        if ((this.count + 1) * 2 > this.#table.length) {
          this.#rehash(this.#table.length * 2);
          slot = this.#slotOf(first, second);
        }
        this.#table[slot] = this.#add(first, second, at);
      }
      numbers[at] = (this.#table[slot] as number) - 1;
    }
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#table.length - 1;
    const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const known = (this.#table[slot] as number) - 1;
      if (known < 0 || (this.firsts[known] === first && this.seconds[known] === second)) return slot;
    }
  }

  #add(first: number, second: number, at: number): number {
    if (this.count === this.firsts.length) {
      this.firsts = doubled(this.firsts);
      this.seconds = doubled(this.seconds);
      this.metAt = doubled(this.metAt);
    }
    this.metAt[this.count] = at;
    this.firsts[this.count] = first;
    this.seconds[this.count] = second;
    return ++this.count;
  }

  #makeRoom(firstCount: number, secondCount: number, mostPlaces: number): void {
    const isHashed = this.#width === 0 && this.#table.length > 0;
    if (isHashed || (secondCount <= this.#width && firstCount * this.#width <= this.#table.length)) return;
    const width = powerOfTwo(Math.max(secondCount, this.#width));
    const places = width * powerOfTwo(firstCount);
    if (places > Math.max(FEW_PLACES, Math.min(MOST_PLACES, mostPlaces))) {
      this.#width = 0;
      this.#rehash(powerOfTwo(Math.max(1024, this.count * 4)));
      return;
    }
    this.#width = width;
    this.#table = new Uint32Array(places);
    for (let pair = 0; pair < this.count; pair++)
      this.#table[(this.firsts[pair] as number) * width + (this.seconds[pair] as number)] = pair + 1;
  }

  #rehash(size: number): void {
    this.#table = new Uint32Array(size);
    for (let pair = 0; pair < this.count; pair++)
      this.#table[this.#slotOf(this.firsts[pair] as number, this.seconds[pair] as number)] = pair + 1;
  }
}

function doubled(numbers: Uint32Array): Uint32Array {
  const grown = new Uint32Array(numbers.length * 2);
  grown.set(numbers);
  return grown;
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
}

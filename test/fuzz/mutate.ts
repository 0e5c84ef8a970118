import type { Random } from "../bench/random.ts";

const WORDS =
  "from let param where select reduce order by limit dedupe collapse keep first last within top group sort and or not in is between null exists";
const SIGNS =
  '( ) [ ] , . .. ; : | + - * $ @ = == != <> < <= // /* */ -- # //# " \' """ ` \\ \n \r\n \t _ 1 1h 1mo 1.5 .5 1e 0x @2024 @2024-01-15T $a \'x "y" `z`';
const RARE = ["\ud800", "\udc00", "😀", "é", "\u0000", "\u2028", "\ufeff", "\u202e", "\u00a0", "ﬁ"];
const PIECES = [...WORDS.split(" "), ...SIGNS.split(" "), ...RARE];

type Mutation = (text: string, random: Random, others: readonly string[]) => string;

const mutations: readonly Mutation[] = [
  (text, random) => splice(text, random, random.below(4), ""),
  (text, random) => splice(text, random, 0, random.pick(PIECES)),
  (text, random) => splice(text, random, 0, ` ${random.pick(PIECES)} `),
  (text, random) => splice(text, random, 1, String.fromCharCode(random.below(0x250))),
  (text, random) => splice(text, random, 1, String.fromCharCode(random.below(0x10000))),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  (text, random, others) => text.slice(0, random.below(text.length + 1)) + tailOf(random.pick(others), random),
  (text, random) => words(text, (list) => list.toSpliced(random.below(list.length), 1 + random.below(3))),
  (text, random) => words(text, (list) => list.toSpliced(random.below(list.length), 0, random.pick(list))),
  (text, random) => words(text, (list) => swapped(list, random.below(list.length), random.below(list.length))),
  (text, random) =>
    splice(
      text,
      random,
      0,
      random.pick(["(", "[", "not ", "- ", "f(", "x in (", "1 + ", "a and ", "exists ("]).repeat(random.below(300)),
    ),
  (text, random) => text.toUpperCase().slice(random.below(3)),
  (text, random) => text.replaceAll("\n", random.pick([" ", "\r", "\r\n", "\n\n\n", " // c\n", "\n/* c */"])),
];

/** A text with one to four things done to it. */
export function mutate(text: string, random: Random, others: readonly string[]): string {
  let mutant = text;
  for (let rounds = 1 + random.below(4); rounds > 0; rounds--) mutant = random.pick(mutations)(mutant, random, others);
  return mutant.slice(0, 20_000);
}

function splice(text: string, random: Random, length: number, piece: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at + length);
}

function tailOf(text: string, random: Random): string {
  return text.slice(random.below(text.length + 1));
}

function words(text: string, change: (list: string[]) => string[]): string {
  const list = text.split(/(?<=\s)|(?=\s)|(?<=\W)|(?=\W)/);
  return change(list).join("");
}

function swapped(list: readonly string[], a: number, b: number): string[] {
  return list.map((word, index) => (index === a ? (list[b] ?? "") : index === b ? (list[a] ?? "") : word));
}

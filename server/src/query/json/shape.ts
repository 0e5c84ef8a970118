/** Thrown inside this folder where JSON is not what it should be; `readQuery` turns it into a problem. */
export class ShapeError extends Error {}

/** Nesting that is read at most. */
const MAX_DEPTH = 400;

/** One place in foreign JSON, which knows how it was reached. */
export class Shape {
  readonly value: unknown;
  readonly place: string;
  private readonly depth: number;

  constructor(value: unknown, place = "the query", depth = 0) {
    this.value = value;
    this.place = place;
    this.depth = depth;
    if (depth > MAX_DEPTH) throw new ShapeError(`${place.slice(0, 60)}… is nested too deeply`);
  }

  fail(wanted: string): never {
    throw new ShapeError(`${this.place} should be ${wanted}, and is ${kindOf(this.value)}`);
  }

  string(): string {
    return typeof this.value === "string" ? this.value : this.fail("text");
  }

  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.fail("true or false");
  }

  oneOf<T extends string>(values: readonly T[]): T {
    return values.find((value) => value === this.value) ?? this.fail(`one of ${values.join(", ")}`);
  }

  list<T>(read: (item: Shape) => T): readonly T[] {
    if (!Array.isArray(this.value)) return this.fail("a list");
    return this.value.map((item, i) => read(new Shape(item, `${this.place}[${i}]`, this.depth + 1)));
  }

  isList(): boolean {
    return Array.isArray(this.value);
  }

  /** The members of an object that has no others than these. */
  members<K extends string>(...known: readonly K[]): Members<K> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.fail("an object");
    for (const key of Object.keys(value)) {
      if (!(known as readonly string[]).includes(key))
        throw new ShapeError(`${this.place} has a member "${key}", which means nothing there`);
    }
    return new Members(value as Readonly<Record<string, unknown>>, this.place, this.depth);
  }
}

/** The members of an object in foreign JSON. */
export class Members<K extends string> {
  private readonly object: Readonly<Record<string, unknown>>;
  private readonly place: string;
  private readonly depth: number;

  constructor(object: Readonly<Record<string, unknown>>, place: string, depth: number) {
    this.object = object;
    this.place = place;
    this.depth = depth;
  }

  has(key: K): boolean {
    return Object.hasOwn(this.object, key);
  }

  get(key: K): Shape {
    if (!this.has(key)) throw new ShapeError(`${this.place} lacks its member "${key}"`);
    return new Shape(this.object[key], `${this.place}.${key}`, this.depth + 1);
  }

  /** An object with the member when it is there, for spreading. */
  maybe<T, N extends K>(key: N, read: (shape: Shape) => T): { readonly [P in N]?: T } {
    return (this.has(key) ? { [key]: read(this.get(key)) } : {}) as { readonly [P in N]?: T };
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value === undefined) return "absent";
  switch (typeof value) {
    case "object":
      return "an object";
    case "string":
      return clip(JSON.stringify(value));
    case "number":
    case "boolean":
    case "bigint":
      return clip(String(value));
    default:
      return "no JSON";
  }
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** What a key of a connection can hold. */
export type Key = { readonly description: string; readonly required?: true } & (
  | { readonly type: "url"; readonly schemes: readonly string[] }
  | { readonly type: "text" | "flag" }
  | { readonly type: "texts"; readonly names?: readonly string[] }
  | { readonly type: "count" | "seconds"; readonly most: number }
  | { readonly type: "duration" }
  | { readonly type: "choice"; readonly choices: readonly string[] }
  | { readonly type: "keys"; readonly keys: Shape }
);

/** The keys that a connection of some kind can have, as data: the reader, the JSON schema and the docs are made of it. */
export type Shape = Readonly<Record<string, Key>>;

/** What is read of a connection of a shape. */
export type SettingsOf<S extends Shape> = {
  readonly [K in keyof S as S[K] extends { readonly required: true } ? K : never]: ValueOf<S[K]>;
} & {
  readonly [K in keyof S as S[K] extends { readonly required: true } ? never : K]?: ValueOf<S[K]>;
};

type ValueOf<K extends Key> = K extends { readonly type: "count" | "seconds" }
  ? number
  : K extends { readonly type: "flag" }
    ? boolean
    : K extends { readonly type: "texts" }
      ? Readonly<Record<string, string>>
      : K extends { readonly type: "keys"; readonly keys: infer S extends Shape }
        ? SettingsOf<S>
        : K extends { readonly type: "choice"; readonly choices: readonly (infer C)[] }
          ? C
          : string;

/** Keys that every connection can have. */
export const COMMON = {
  pageSize: { type: "count", most: 10_000, description: "Events asked for at a time." },
  timeoutSeconds: {
    type: "seconds",
    most: 600,
    description: "Time that one request may take; 30 unless told otherwise.",
  },
  overlap: { type: "duration", description: "How far a sync reads back behind its checkpoint, such as 15m." },
  allowInsecure: {
    type: "flag",
    description: "Whether plain http or ws is allowed to another machine. Everybody on the way can read along.",
  },
  allowPrivate: {
    type: "flag",
    description:
      "Whether the name in url may lead to an address inside of a network, as names of a company's own hosts do.",
  },
} as const satisfies Shape;

export type CommonSettings = SettingsOf<typeof COMMON>;

/** What a secret is stored for. */
export interface SecretPlace {
  readonly connection: string;
  /** Scheme, host and port: a connection whose address changed has another one, and is asked for its secret again. */
  readonly origin: string;
  readonly name: string;
}

/** The key of a secret in VS Code's own storage. */
export function secretKey({ connection, origin, name }: SecretPlace): string {
  return `evq.secret ${JSON.stringify([connection, origin, name])}`;
}

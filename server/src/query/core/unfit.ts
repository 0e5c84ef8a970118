/** Thrown inside this folder for what the core query does not have. */
export class Unfit extends Error {
  /** By its keyword. */
  readonly clause: string;

  constructor(clause: string, reason: string) {
    super(reason);
    this.clause = clause;
  }
}

/** A length of time. Months are calendar months; a duration with months is good for time arithmetic and `bin` only. */
export class Duration {
  readonly months: number;
  /** Microseconds besides the months. */
  readonly micros: bigint;
  constructor(micros: bigint, months = 0) {
    this.micros = micros;
    this.months = months;
  }
}

/** A time literal: the half-open period of its own resolution, in microseconds since 1970-01-01T00:00Z. */
export class Period {
  readonly start: bigint;
  readonly end: bigint;
  constructor(start: bigint, end: bigint) {
    this.start = start;
    this.end = end;
  }
}

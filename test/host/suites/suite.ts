/** What a suite reports; a suite that could not give this throws. */
export interface Counts {
  readonly passed: number;
  /** One text for each test that failed or was skipped: its name, then why. */
  readonly failures: readonly string[];
}

/** What a run asks of every suite. */
export interface SuiteOptions {
  /** Only tests whose title holds this text. */
  readonly grep?: string;
}

export interface Suite {
  /** Fewer tests than this means that something kept tests from running; raise it when you add tests. */
  readonly minimum: number;
  run(options: SuiteOptions): Promise<Counts>;
}

/** What a VS Code needs to run a compiled suite inside its extension host. */
export interface HostRun {
  /** The compiled test/vscode/host/index.ts. */
  readonly suite: string;
  /** The folder that is opened. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
}

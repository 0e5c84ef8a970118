import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { hostPage, type OpenPage, type PageHost } from "./openResults.ts";
import { order } from "./orders.ts";

interface UsedPage extends OpenPage {
  /** Closes the page and opens it as VS Code does one that was hidden, with what it remembered. */
  reopen(state: unknown): Promise<void>;
}

/** The results page, opened anew for each test of the file, with rows of orders; it may breach and request nothing. */
export function usePage(): UsedPage {
  const state: { host?: PageHost; open?: OpenPage } = {};
  const open = async (kept?: unknown) => {
    state.open = await state.host!.open({ state: kept });
    state.open.rows = order;
  };
  const close = async () => {
    expect(state.open!.trouble).toEqual([]);
    await state.open!.page.context().close();
  };
  const reopen = async (kept: unknown) => {
    await close();
    await open(kept);
  };
  beforeAll(async () => {
    state.host = await hostPage();
  });
  afterAll(() => state.host?.close());
  beforeEach(() => open());
  afterEach(close);
  return new Proxy({} as UsedPage, {
    get: (_, name) => (name === "reopen" ? reopen : (Reflect.get(state.open!, name) as unknown)),
    set: (_, name, value) => Reflect.set(state.open!, name, value),
    deleteProperty: (_, name) => Reflect.deleteProperty(state.open!, name),
  });
}

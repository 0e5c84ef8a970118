import { expect } from "vitest";
import { violations } from "./axe.ts";
import { allThemes, wear, type OpenPage } from "./openResults.ts";

/**
 * Has axe judge what a page shows, wide and narrow, in each theme, as VS Code changes them under an open page;
 * each leaves a picture in .cache/screenshots/.
 */
export async function judgeLooks(open: OpenPage, name: string, heights: { wide: number; narrow: number }) {
  for (const theme of allThemes) {
    await wear(open.page, theme);
    for (const [width, height] of [
      [1100, heights.wide],
      [380, heights.narrow],
    ] as const) {
      await open.page.setViewportSize({ width, height });
      await open.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      await open.picture(`${name}-${theme}-${width}`);
    }
    expect(await violations(open, theme === allThemes[0] ? "all" : "colours"), `in the theme ${theme}`).toEqual([]);
  }
  expect(open.trouble).toEqual([]);
}

// Renders media/icon.svg to media/icon.png, which the Marketplace needs: `node test/support/render-icon.mjs`.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env["EVQ_CHROMIUM"] ?? "/usr/bin/chromium" });
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
const svg = readFileSync("media/icon.svg", "utf8");
await page.setContent(`<body style="margin:0">${svg}</body>`);
await page.screenshot({ path: "media/icon.png", omitBackground: true });
await browser.close();

import { existsSync } from "node:fs";
import { SetupError } from "./cache.mjs";
import { installPackage, isDebianRoot, onPath } from "./debian.ts";

/** Flags that make Chromium quiet, fast and able to run as root; it only ever opens pages of this machine. */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The installed Chromium or Chrome; on Debian as root it is installed when there is none. */
export function findChromium(): string {
  const wanted = process.env["EVQ_CHROMIUM"];
  if (wanted) {
    if (!existsSync(wanted)) throw new SetupError(`EVQ_CHROMIUM is ${wanted}, which does not exist.`);
    return wanted;
  }
  const found = installed();
  if (found) return found;
  if (isDebianRoot()) {
    installPackage("chromium", "Chromium");
    const now = installed();
    if (now) return now;
  }
  throw new SetupError(
    "Missing: Chromium, which the tests in VS Code need. Install it (Debian: apt-get install chromium), " +
      "or set EVQ_CHROMIUM to its program.",
  );
}

function installed(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const fixed = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ];
  return names.map(onPath).find((path) => path !== undefined) ?? fixed.find((path) => existsSync(path));
}

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const named = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium that CHROMIUM names, or one that is installed; undefined where there is none. */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return [process.env.CHROMIUM, ...folders.flatMap((folder) => named.map((name) => join(folder, name)))].find(
    (file) => file && existsSync(file),
  );
}

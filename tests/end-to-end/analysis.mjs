// The analysis of every failure, as tests use it.
import { readFile } from "node:fs/promises";

export const ANALYSIS = "[data-testid=analysis]";

/** Opens the analysis, and waits until everything that it shows first is measured. */
export async function openAnalysis(page, { complete = true } = {}) {
  await page.locator("[data-testid=analyse]").click();
  await page.locator(ANALYSIS).waitFor();
  if (complete) await measured(page);
}

/** Waits until everything that is shown is measured on every sample. */
export async function measured(page, timeout = 180_000) {
  await page.waitForFunction(
    (selector) => document.querySelector(selector)?.dataset.complete === "true", ANALYSIS, { timeout, polling: 250 });
}

/** Chooses a part. */
export async function part(page, name) {
  await page.locator(`[data-testid=analysis-tab-${name}]`).click();
  await page.locator(`${ANALYSIS}[data-tab=${name}]`).waitFor();
}

/** Presses a button that saves a file; gives the file's name and its bytes. */
export async function saved(page, testid) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`[data-testid=${testid}]`).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Moves a slider to a value, as a person's hand does, within one frame; gives what `read` finds in the page after it. */
export async function slide(page, testid, value) {
  await page.locator(`[data-testid="${testid}"]`).evaluate((slider, value) => {
    slider.value = String(value);
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, value);
}

/** The rows of a CSV file up to the empty line: objects by its heading. Values of these tests have no quotes with commas but for names. */
export function rows(bytes) {
  const lines = bytes.toString("utf8").split("\r\n");
  const end = lines.findIndex((line) => line === "");
  const split = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, value]) => value.replace(/^"|"$/g, "").replace(/""/g, '"'));
  const head = split(lines[0]);
  return lines.slice(1, end).map((line) => Object.fromEntries(split(line).map((value, at) => [head[at], value])));
}

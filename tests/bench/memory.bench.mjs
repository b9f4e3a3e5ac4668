// What half an hour of playing samples does to the memory of the page and of its workers.
// `cargo xtask bench --memory` runs this. DEEPFOG_MINUTES shortens it for trying; what is written is the whole.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { browser, closeBrowser, withPage } from "../end-to-end/browser.mjs";
import { PAGE } from "../end-to-end/editor.mjs";
import { machine, options } from "./figures.mjs";
import { watchHeaps } from "./heaps.mjs";
import { record } from "./report/record.mjs";

const WHOLE = 30;
const MINUTES = Number(process.env.DEEPFOG_MINUTES ?? WHOLE);
const SWEPT = 600_000;
const MINUTE = 60_000;

const { presets, write } = options(["four-cameras"]);
assert.ok(Number.isInteger(MINUTES) && MINUTES > 0, "DEEPFOG_MINUTES is a number of minutes");
assert.ok(!write || MINUTES === WHOLE, `what is written is ${WHOLE} minutes long: leave DEEPFOG_MINUTES out`);

/** Runs in the page: counts the samples that are shown with an answer. */
function countSamples() {
  const input = document.querySelector("[data-testid=input]");
  const page = document.querySelector("[data-testid=page]");
  window.played = { samples: 0, last: null };
  const look = () => {
    if (page.dataset.waiting === "false" && input.dataset.sample !== window.played.last) {
      window.played.samples += 1;
      window.played.last = input.dataset.sample;
    }
  };
  const attributes = { attributes: true, attributeFilter: ["data-sample", "data-waiting"] };
  for (const element of [input, page]) new MutationObserver(look).observe(element, attributes);
}

const [preset] = presets;
const minutes = [];
await withPage({ path: `?preset=${preset}` }, async ({ page, open }) => {
  const measure = await watchHeaps(page);
  await open();
  // All four schemes are loaded and their sweeps done: from here on only samples come.
  await page.locator(`${PAGE}[data-swept=true][data-bundles="4"]`).waitFor({ timeout: SWEPT });
  await page.evaluate(countSamples);
  const note = async (minute) => {
    const row = { minute, ...(await measure()), samples: await page.evaluate(() => window.played.samples) };
    console.log(JSON.stringify(row));
    minutes.push(row);
  };
  await note(0);
  await page.locator("[data-testid=play]").click();
  const start = Date.now();
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await sleep(Math.max(0, start + minute * MINUTE - Date.now()));
    await note(minute);
    assert.ok(minutes[minute].samples > minutes[minute - 1].samples, `no sample was shown in minute ${minute}`);
  }
  assert.equal(await page.locator("[data-testid=stream]").getAttribute("data-playing"), "true", "it plays to the end");
});
const version = (await browser()).version();
await closeBrowser();
const found = { machine: machine(version), preset, whole: WHOLE, minutes };
console.log(JSON.stringify({ memory: found }));
record("memory", found, { write });

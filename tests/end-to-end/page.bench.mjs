// How fast the built page is: its first paint, the first live answer and what was transferred until then, the background
// sweep, the longest main-thread task while it runs, a toggled node, and a node dragged in the largest drawing. `cargo xtask bench --page` runs it; with `--write` it
// writes its section of docs/benchmarks.md and docs/benchmarks.json.
import { brotli } from "../bench/brotli.mjs";
import { machine, median, options } from "../bench/figures.mjs";
import { record } from "../bench/report/record.mjs";
import { SITE, browser, closeBrowser, withPage } from "./browser.mjs";
import { scriptingPerFrame } from "./drag.mjs";

const { presets, write } = options(["smallest", "sensor-chain", "two-sensors", "image-chain", "four-cameras", "wide-fog"]);
const RUNS = 3;
const TOGGLES = 20;
/** The browser reports main-thread tasks from this length on, in ms. */
const LONG_TASK = 50;

/** Runs in the page: notes in each frame what the page says of itself, and every paint and long task. */
function watch() {
  window.bench = { seen: {}, tasks: [], paints: {} };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) window.bench.paints[name] = startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.bench.tasks.push({ start: task.startTime, duration: task.duration });
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const page = document.querySelector("[data-testid=page]");
    if (page) {
      const { seen } = window.bench;
      const now = performance.now();
      seen.drawn ??= now;
      if (page.dataset.waiting === "false") seen.answered ??= now;
      if (page.dataset.bundles === "4") seen.loaded ??= now;
      if (page.dataset.swept === "true") seen.swept ??= now;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: fails and restores a node, and gives the milliseconds until all four accuracies are on screen. */
async function toggle(name) {
  const accuracies = () =>
    [...document.querySelectorAll("[data-testid=answers] [data-scheme]")].map((card) => card.dataset.accuracy).join();
  const page = document.querySelector("[data-testid=page]");
  const node = document.querySelector(`[data-testid=network] [data-node=${name}]`);
  const [before, pattern] = [accuracies(), page.dataset.pattern];
  const start = performance.now();
  node.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  // Two frames: in the first the new figures are laid out, at the second they have been painted.
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  do await frame(); while (page.dataset.pattern === pattern && performance.now() - start < 5_000);
  await frame();
  return { milliseconds: performance.now() - start, changed: accuracies() !== before };
}

const sum = (values) => values.reduce((sum, value) => sum + value, 0);

async function measure(preset) {
  let found;
  await withPage({ path: `?preset=${preset}` }, async ({ page, site, open }) => {
    await page.addInitScript(watch);
    await open();
    await page.waitForFunction(() => window.bench?.seen.swept, null, { timeout: 600_000 });
    const { seen, tasks, paints } = await page.evaluate(() => window.bench);
    const answered = (await page.evaluate(() => performance.timeOrigin)) + seen.answered;
    // Everything that page and worker ask for passes the server; what is still under way then is not counted.
    const before = site.sent.filter(({ at }) => at <= answered);
    const names = await page.locator("[data-testid=failure-list] [data-toggle]").evaluateAll(
      (all) => all.map((button) => button.dataset.toggle));
    const toggles = [];
    for (let at = 0; at < TOGGLES; at += 1) {
      // Each node is failed and restored before the next one: with many down, one more may change nothing.
      const name = names[(at >> 1) % names.length];
      const { milliseconds, changed } = await page.evaluate(toggle, name);
      if (!changed) throw new Error(`${preset}: toggling ${name} changed no accuracy`);
      toggles.push(milliseconds);
    }
    const during = tasks.filter((task) => task.start >= seen.loaded && task.start <= seen.swept);
    found = {
      first_paint: paints["first-paint"],
      first_contentful_paint: paints["first-contentful-paint"],
      drawn: seen.drawn,
      first_answer: seen.answered,
      bytes: sum(before.map(({ bytes }) => bytes)),
      brotli: sum(before.map(({ name }) => brotli(SITE, name))),
      all_loaded: seen.loaded,
      sweep: seen.swept - seen.loaded,
      longest_task_in_sweep: Math.max(0, ...during.map((task) => task.duration)),
      toggle: median(toggles),
      slowest_toggle: Math.max(...toggles),
    };
  });
  return found;
}

const COLUMNS = [
  "first_paint", "first_contentful_paint", "drawn", "first_answer", "bytes", "brotli",
  "all_loaded", "sweep", "longest_task_in_sweep", "toggle", "slowest_toggle",
];
const results = {};
for (const preset of presets) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(preset));
  results[preset] = Object.fromEntries(COLUMNS.map((key) => [key, median(runs.map((run) => run[key]))]));
  console.log(JSON.stringify({ preset, ...results[preset] }));
}
const frames = await scriptingPerFrame();
const drag = { frames: frames.length, median: median(frames), slowest: frames.at(-1) };
const version = (await browser()).version();
await closeBrowser();
const found = { machine: machine(version), runs: RUNS, toggles: TOGGLES, long_task: LONG_TASK, results, drag };
record("page", found, { write });

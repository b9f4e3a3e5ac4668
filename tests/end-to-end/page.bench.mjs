// How fast the built page is: the first live answer, the background sweep, the longest main-thread task while it runs,
// a toggled node, and a node dragged in the largest drawing. `cargo xtask bench` runs it; with `--write` it writes
// docs/benchmarks.md and docs/benchmarks.json.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { browser, closeBrowser, withPage } from "./browser.mjs";
import { scriptingPerFrame } from "./drag.mjs";

const PRESETS = ["smallest", "sensor-chain", "two-sensors", "image-chain", "four-cameras", "wide-fog"];
const RUNS = 3;
const TOGGLES = 20;
/** The browser reports main-thread tasks from this length on, in ms. */
const LONG_TASK = 50;

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));

/** Runs in the page: notes in each frame what the page says of itself, and every long task. */
function watch() {
  window.bench = { seen: {}, tasks: [] };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.bench.tasks.push({ start: task.startTime, duration: task.duration });
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const page = document.querySelector("[data-testid=page]");
    if (page) {
      const { seen } = window.bench;
      const now = performance.now();
      seen.painted ??= now;
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

async function measure(preset) {
  let found;
  await withPage({ path: `?preset=${preset}` }, async ({ page, open }) => {
    await page.addInitScript(watch);
    await open();
    await page.waitForFunction(() => window.bench?.seen.swept, null, { timeout: 600_000 });
    const { seen, tasks } = await page.evaluate(() => window.bench);
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
      first_answer: seen.answered,
      all_loaded: seen.loaded,
      sweep: seen.swept - seen.loaded,
      longest_task_in_sweep: Math.max(0, ...during.map((task) => task.duration)),
      toggle: median(toggles),
      slowest_toggle: Math.max(...toggles),
    };
  });
  return found;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

const columns = {
  first_answer: "first answer",
  all_loaded: "four schemes loaded",
  sweep: "sweep of all failures",
  longest_task_in_sweep: "longest task in it",
  toggle: "toggle",
  slowest_toggle: "slowest toggle",
};
const results = {};
let table = `| preset | ${Object.values(columns).join(" | ")} |\n|---|${"---:|".repeat(Object.keys(columns).length)}\n`;
for (const preset of PRESETS) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(preset));
  results[preset] = Object.fromEntries(Object.keys(columns).map((key) => [key, median(runs.map((run) => run[key]))]));
  const cell = ([key, value]) => (key === "longest_task_in_sweep" && value === 0 ? `< ${LONG_TASK}` : Math.round(value));
  const row = `| ${preset} | ${Object.entries(results[preset]).map(cell).join(" | ")} |\n`;
  process.stdout.write(row);
  table += row;
}
const frames = await scriptingPerFrame();
const drag = { frames: frames.length, median: median(frames), slowest: frames.at(-1) };
process.stdout.write(`drag: ${drag.frames} frames, median ${drag.median.toFixed(1)}, slowest ${drag.slowest.toFixed(1)}\n`);
const version = (await browser()).version();
await closeBrowser();

if (process.argv.includes("--write")) {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores; Chromium ${version}, headless`;
  writeFileSync(`${DOCS}benchmarks.json`, `${JSON.stringify({ machine, unit: "ms", runs: RUNS, results, drag }, null, 2)}\n`);
  writeFileSync(`${DOCS}benchmarks.md`, `# How fast the page is

Made by \`cargo xtask bench --write\` on ${machine}. Milliseconds, medians of ${RUNS} runs of the built site from 127.0.0.1.

${table}
*First answer* and *four schemes loaded* count from the start of the navigation. *Sweep of all failures* is the time from
the last scheme's loading until the accuracies of all four schemes under every failure pattern cover every held-out
sample. *Longest task in it* is the longest main-thread task meanwhile (the browser reports none below ${LONG_TASK} ms).
*Toggle* is the time from a click on a node until all accuracies on the page have been painted anew, with the sweep done: the
median and the slowest of ${TOGGLES}.

## Dragging a node
In a drawing of 64 nodes and 512 hyperconnections, a node is dragged around with the mouse: scripting in each of ${drag.frames} frames
${drag.median.toFixed(1)} ms at the median, ${drag.slowest.toFixed(1)} ms at the worst (from a trace of the browser's main thread; without layout and painting).
`);
}

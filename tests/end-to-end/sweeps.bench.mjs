// How long sweeps take in the page: with helpers and without, and on the graphics processor. `cargo xtask bench --page` runs it; with `--write` it writes its section of docs/benchmarks.md and docs/benchmarks.json.
import { cpus } from "node:os";
import { machine, median, options } from "../bench/figures.mjs";
import { record } from "../bench/report/record.mjs";
import { measured, openAnalysis, rows, saved } from "./analysis.mjs";
import { browser, closeBrowser, withCores, withPage } from "./browser.mjs";

/** Presets whose sweep takes long enough for helpers, and those that a graphics processor in software sweeps in time. */
const [LONG, SHORT] = [["four-cameras", "wide-fog"], ["smallest", "sensor-chain", "image-chain"]];
const { presets, write } = options([...LONG, ...SHORT]);
const RUNS = 3;
/** A graphics processor that is software may take so long, in ms. */
const PATIENCE = 600_000;

/** The page's own sweep of all failures of nodes, from the last scheme's loading on, in ms. */
async function ownSweep(preset, cores) {
  let milliseconds;
  await withPage({ path: `?preset=${preset}` }, async ({ page, open }) => {
    if (cores !== null) await withCores(page, cores);
    await open();
    await page.locator("[data-testid=page][data-bundles='4']").waitFor({ timeout: PATIENCE });
    const start = performance.now();
    await page.locator("[data-testid=page][data-swept=true]").waitFor({ timeout: PATIENCE });
    milliseconds = performance.now() - start;
  });
  return milliseconds;
}

/** One sweep of all that can fail; the page's own sweep of the nodes is over by then. */
async function sweep(preset, engine) {
  let found;
  await withPage({ path: `?preset=${preset}`, webgpu: engine === "webgpu" }, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=page][data-swept=true]").waitFor({ timeout: PATIENCE });
    await openAnalysis(page);
    await page.locator("[data-testid=engine]").selectOption(engine);
    await measured(page, PATIENCE);
    const start = performance.now();
    await page.locator("[data-testid=failing] input[value=links]").check({ force: true });
    await measured(page, PATIENCE);
    const milliseconds = performance.now() - start;
    const told = await page.locator("[data-testid=measured]").evaluateAll((all) => all.map(({ dataset }) => dataset));
    const patterns = rows((await saved(page, "pattern-rows-csv")).bytes).length;
    found = { milliseconds, patterns, samples: Number(told[0].n), engines: told.map(({ engine }) => engine) };
  });
  for (const told of found.engines) {
    if (told.startsWith("WebGPU") !== (engine === "webgpu")) throw new Error(`${preset}: ${told} counted instead of ${engine}`);
  }
  return found;
}

const found = { runs: RUNS, cores: cpus().length, helped: [], rows: [] };
for (const preset of presets.filter((preset) => LONG.includes(preset))) {
  const [alone, helped] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    alone.push(await ownSweep(preset, 1));
    helped.push(await ownSweep(preset, null));
  }
  const row = { preset, alone: median(alone), helped: median(helped) };
  console.log(JSON.stringify(row));
  found.helped.push(row);
}
for (const preset of presets.filter((preset) => SHORT.includes(preset))) {
  const [cpu, webgpu] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    cpu.push(await sweep(preset, "cpu"));
    webgpu.push(await sweep(preset, "webgpu"));
  }
  const middle = (sweeps) => median(sweeps.map(({ milliseconds }) => milliseconds));
  const [{ patterns, samples }] = cpu;
  const row = { preset, patterns, samples, cpu: middle(cpu), webgpu: middle(webgpu) };
  console.log(JSON.stringify(row));
  found.rows.push(row);
  found.adapter = webgpu[0].engines[0].replace(/^WebGPU, /, "");
}
found.machine = machine((await browser()).version());
await closeBrowser();
record("sweeps", found, { write });

// How fast networks are trained: natively beside another framework, and in the browser; and how good a short training is.
//
// `cargo xtask bench --training` runs this; the native figures come in DEEPFOG_NATIVE_SPEEDS, a line of JSON each.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { browser, closeBrowser, withPage } from "./browser.mjs";
import { PAGE } from "./editor.mjs";
import { LAB, job, openLab, own, tab } from "./lab.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Seconds that the page is given for each preset, and the schemes trained. */
const TRAININGS = [
  ["sensor-chain", 40, ["vanilla", "resilinet-plus"]],
  ["two-sensors", 40, ["vanilla", "resilinet-plus"]],
  ["wide-fog", 40, ["vanilla", "resilinet-plus"]],
  ["image-chain", 120, ["vanilla", "resilinet-plus"]],
];

/** Trains one scheme of a preset from nothing; what came of it and how long it took, downloads included. */
async function training(preset, seconds, scheme) {
  let result = null;
  await withPage({ path: `?preset=${preset}` }, async ({ page, open }) => {
    await open();
    await page.locator(`${PAGE}[data-swept=true]`).waitFor({ timeout: 240_000 });
    await openLab(page);
    for (const box of await page.locator("[data-testid=train-scheme] input").all()) {
      await box.setChecked((await box.getAttribute("value")) === scheme);
    }
    await page.locator("[data-testid=train-length] input[value=seconds]").check();
    await page.locator("[data-testid=train-seconds]").fill(String(seconds));
    const start = Date.now();
    await page.locator("[data-testid=train-start]").click();
    const speeds = [];
    const watched = job(page, scheme);
    await watched.waitFor();
    const watching = setInterval(async () => {
      const speed = Number(await watched.getAttribute("data-speed", { timeout: 500 }).catch(() => 0));
      if (speed > 0) speeds.push(speed);
    }, 2_000);
    // Seldom: to look at the page takes time from the training.
    const isOver = (scheme) => document.querySelector(`[data-testid=job][data-scheme=${scheme}]`) === null;
    await page.waitForFunction(isOver, scheme, { timeout: 600_000, polling: 500 });
    const took = (Date.now() - start) / 1000;
    clearInterval(watching);
    await tab(page, "networks");
    const made = own(page, scheme);
    await made.waitFor();
    const test = Number(await made.getAttribute("data-test"));
    const epochs = Number(await made.getAttribute("data-epochs"));
    speeds.sort((a, b) => a - b);
    result = { preset, scheme, seconds: took, epochs, test, samplesPerSecond: Math.round(speeds[speeds.length >> 1] ?? 0) };
  });
  const shipped = JSON.parse(readFileSync(`${ROOT}models/${preset}/${scheme}/manifest.json`, "utf8")).accuracy.test.accuracy;
  return { ...result, shipped, share: result.test / shipped };
}

const native = (process.env.DEEPFOG_NATIVE_SPEEDS ?? "").split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
const rows = [];
for (const [preset, seconds, schemes] of TRAININGS) {
  for (const scheme of schemes) {
    const row = await training(preset, seconds, scheme);
    console.log(JSON.stringify(row));
    rows.push(row);
  }
}
const version = (await browser()).version();
await closeBrowser();

if (process.argv.includes("--write")) {
  const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores; Chromium ${version}, headless`;
  writeFileSync(`${ROOT}docs/training-speed.json`, `${JSON.stringify({ machine, native, browser: rows }, null, 2)}\n`);
  writeFileSync(`${ROOT}docs/training-speed.md`, page(machine, rows));
}

function page(machine, rows) {
  const speed = (engine, network) => native.find((line) => line.engine.startsWith(engine) && line.network === network)?.samples_per_second;
  const here = (network) => rows.find((row) => row.preset === network && row.scheme === "vanilla")?.samplesPerSecond;
  const comparison = ["sensor-chain", "image-chain"].map((network) => {
    const [burn, candle, wasm] = [speed("burn", network), speed("candle", network), here(network)];
    return `| ${network} | ${burn} | ${candle} | ${(burn / candle).toFixed(2)} | ${wasm} | ${(wasm / burn).toFixed(2)} |`;
  });
  const trainings = rows.map((row) =>
    `| ${row.preset} | ${row.scheme} | ${row.seconds.toFixed(0)} | ${row.epochs} | ${(100 * row.test).toFixed(1)} | ${(100 * row.shipped).toFixed(1)} | ${(100 * row.share).toFixed(1)} |`);
  return `# How fast training is

Made by \`cargo xtask bench --training --write\` on ${machine}.

## Samples per second
Training the Vanilla networks of two presets, batches of 64, one thread. *burn* is the project's own training
(\`crates/training/benches/steps.rs\`), *candle* the same networks in another framework (\`tests/candle\`), both natively on
made-up samples; *browser* is one training worker on the page, on the CPU, with the recipe's changes to samples, at the median.
WebAssembly computes with vectors of 128 bits and has no fused multiply-add, native code with what the machine has.

| preset | burn | candle | burn : candle | browser | browser : burn |
|---|---:|---:|---:|---:|---:|
${comparison.join("\n")}

## From nothing in the browser
One worker trains one scheme from nothing, as long as the person chose (40 s for motion, 120 s for images). *Seconds* count
from the click to the network's being on the device, downloads and calibration included. *Test* is its accuracy without
failures on the test samples that the page has; *shipped* that of the shipped network on all test samples.

| preset | scheme | seconds | epochs | test % | shipped % | share % |
|---|---|---:|---:|---:|---:|---:|
${trainings.join("\n")}
`;
}

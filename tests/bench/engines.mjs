// The engines that are measured: in one page of one browser, each in a worker of its own, and natively as a process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { browser, closeBrowser } from "../end-to-end/browser.mjs";
import { serve } from "../end-to-end/server.mjs";
import { median } from "./figures.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The runtime that the engine is compared with, as npm installed it. */
export const RUNTIME = join(ROOT, "tests/bench/node_modules/onnxruntime-web");

/** A bundle's manifest. */
export function manifestOf(preset, scheme) {
  return JSON.parse(readFileSync(`${ROOT}models/${preset}/${scheme}/manifest.json`, "utf8"));
}

/** The folders, below `models/`, of a bundle and of its task's samples. */
export function foldersOf(preset, scheme) {
  return { bundle: `models/${preset}/${scheme}`, pack: `models/packs/${manifestOf(preset, scheme).task.id}` };
}

/** Opens the page; `body(ask, version)` asks an engine by `ask(name, operation, ...values)` for what it answers. */
export async function withEngines(body) {
  const engine = process.env.DEEPFOG_BENCH_ENGINE;
  assert.ok(engine, "DEEPFOG_BENCH_ENGINE names the folder of the engine's WebAssembly: run `cargo xtask bench --engine`");
  const folder = mkdtempSync(join(tmpdir(), "deepfog-bench-"));
  let site = null;
  try {
    const links = { models: join(ROOT, "models"), bench: join(ROOT, "tests/bench"), engine, ort: join(RUNTIME, "dist") };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name), "dir");
    site = await serve(folder);
    const running = await browser();
    const page = await running.newPage();
    page.on("console", (message) => message.type() === "error" && console.error(message.text()));
    await page.goto(`${site.address}bench/browser/index.html`);
    await page.waitForFunction(() => window.ask !== undefined);
    await body((...values) => page.evaluate((values) => window.ask(...values), values), running.version());
  } finally {
    await closeBrowser();
    await site?.close();
    rmSync(folder, { recursive: true });
  }
}

/** Starts the native engine; `body(ask)` asks it by `ask(operation, values)`. */
export async function withNative(body) {
  const program = process.env.DEEPFOG_BENCH_NATIVE;
  assert.ok(program, "DEEPFOG_BENCH_NATIVE names the native engine: run `cargo xtask bench --engine`");
  // In a session of its own, as the browser is: Linux weighs sessions before processes, so that a caller's session that is busy
  // or of low priority would slow down the native engine alone.
  const child = spawn(program, { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"], detached: true });
  const failed = new Promise((_, reject) => child.once("error", reject));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    await body(async (operation, values = {}) => {
      child.stdin.write(`${JSON.stringify({ operation, ...values })}\n`);
      const { value: line, done } = await Promise.race([lines.next(), failed]);
      assert.ok(!done, "the native engine broke off");
      const { value, error } = JSON.parse(line);
      if (error !== undefined) throw new Error(`native: ${error}`);
      return value;
    });
  } finally {
    child.stdin.end();
  }
}

/** What `time` says of each way in each turn, by the ways' names. */
export async function byTurns(ways, turns, time) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, way] of Object.entries(ways)) times[name].push(await time(way));
  }
  return times;
}

/** The middle ratio of all turns: what else the machine does meanwhile slows both engines down in the same turn. */
export function ratio(ours, theirs) {
  return median(ours.map((time, turn) => time / theirs[turn]));
}

/** The ratio of the fastest turns: where it is far from the middle one, the machine had too much else to do. */
export function atBest(ours, theirs) {
  return Math.min(...ours) / Math.min(...theirs);
}

/** Holds logits to others, flat lists both: within 1e-4, as everywhere. */
export function assertClose(found, expected, where) {
  const CLOSE = 1e-4;
  assert.equal(found.length, expected.length, `${where}: another number of logits`);
  // No spread: there may be very many.
  const worst = found.reduce((worst, logit, at) => Math.max(worst, Math.abs(logit - expected[at])), 0);
  // Written so that a logit that is no number fails too.
  assert.ok(worst <= CLOSE && found.every(Number.isFinite), `${where}: the logits differ by ${worst}`);
}

// The product's engine beside onnxruntime-web, in one run of one browser: the same bundles, the same samples, one
// thread each, by turns. `cargo xtask bench --engine` runs this; run by hand, it takes names of presets to choose among them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, RUNTIME, assertClose, atBest, byTurns, foldersOf, ratio, withEngines } from "./engines.mjs";
import { recording } from "./golden.mjs";
import { machine, median, options } from "./figures.mjs";
import { record } from "./report/record.mjs";

const SCHEMES = ["vanilla", "deep-fog-guard", "resilinet", "resilinet-plus"];
/** Presets whose single samples are timed, and those that are swept, with the share of the other's time that is aimed at. */
const SINGLE = { "sensor-chain": 0.8, "image-chain": 0.9 };
const SWEPT = { "sensor-chain": 0.3, "image-chain": 0.5, "four-cameras": 0.15 };
const SWEPT_SCHEMES = ["vanilla", "resilinet-plus"];

/** Samples of the pack that are used, from its start. */
const SAMPLES = 256;
/** Samples whose logits are compared with the recorded ones. */
const GOLDEN = 32;
/** Turns, of which the median counts; samples of one turn; milliseconds for which code is warmed up. */
const [TURNS, PER_TURN, WARM_UP] = [21, 256, 2_000];
/** Turns of sweeps; in each an engine sweeps again until so many milliseconds are over. */
const [SWEEP_TURNS, SWEEP_TIME] = [5, 300];
/** The batches of which the other runtime gets its best, tried on this many patterns at most. */
const BATCHES = [32, 64, 128, 256];
const TRIED_PATTERNS = 16;

const { presets, write } = options(Object.keys(SWEPT));

/** Loads one bundle in both engines; what the other runtime says of it. */
async function load(ask, preset, scheme) {
  const { bundle, pack } = foldersOf(preset, scheme);
  const values = [`../../${bundle}`, `../../${pack}`, SAMPLES];
  await ask("ours", "load", ...values);
  return ask("theirs", "load", ...values);
}

/** Holds every way of running one sample to the recorded logits. */
async function compareWithRecording(ask, preset, scheme) {
  const recorded = recording(readFileSync(`${ROOT}tests/golden/logits/${preset}/${scheme}.bin`)).patterns.get(0n);
  const ways = {
    ours: await ask("ours", "singleLogits", GOLDEN),
    whole: await ask("theirs", "singleLogits", "whole", GOLDEN),
    nodes: await ask("theirs", "singleLogits", "nodes", GOLDEN),
  };
  for (const [way, logits] of Object.entries(ways)) {
    assertClose(logits.flat(), recorded, `${preset}, ${scheme}, ${way} beside the recording`);
  }
}

/** Milliseconds per sample, one by one, by turns. */
async function single(ask, preset, scheme) {
  await compareWithRecording(ask, preset, scheme);
  const ways = {
    ours: () => ask("ours", "single", PER_TURN),
    whole: () => ask("theirs", "single", "whole", PER_TURN),
    nodes: () => ask("theirs", "single", "nodes", PER_TURN),
  };
  for (const way of Object.values(ways)) {
    for (let spent = 0; spent < WARM_UP;) spent += await way();
  }
  const { ours, whole, nodes } = await byTurns(ways, TURNS, async (way) => (await way()) / PER_TURN);
  return {
    preset, scheme, ours: median(ours), whole: median(whole), nodes: median(nodes),
    to_whole: ratio(ours, whole), to_nodes: ratio(ours, nodes), goal: SINGLE[preset],
    to_whole_at_best: atBest(ours, whole), to_nodes_at_best: atBest(ours, nodes),
  };
}

/** The batch with which the other runtime is fastest, and what each took. */
async function bestBatch(ask, patterns) {
  const step = Math.max(1, Math.floor(patterns / TRIED_PATTERNS));
  const tried = Array.from({ length: Math.min(patterns, TRIED_PATTERNS) }, (_, at) => at * step);
  const trial = {};
  for (const batch of BATCHES) {
    const way = () => ask("theirs", "sweep", batch, "least", tried);
    await repeated(way, WARM_UP / BATCHES.length);
    trial[batch] = (await repeated(way, SWEEP_TIME)).milliseconds;
  }
  const best = BATCHES.reduce((best, batch) => (trial[batch] < trial[best] ? batch : best));
  return { best, trial };
}

/** Holds the two engines' counts to each other, pattern by pattern. */
function compareCounts(where, ours, theirs) {
  assert.equal(ours.correct.length, theirs.correct.length, `${where}: another number of patterns`);
  let differing = 0;
  for (const [pattern, correct] of ours.correct.entries()) {
    assert.equal(ours.answered[pattern], theirs.answered[pattern], `${where}: only one answers under pattern ${pattern}`);
    if (!ours.answered[pattern]) continue;
    const ties = Math.max(ours.nearTies[pattern], theirs.nearTies[pattern]);
    const difference = Math.abs(correct - theirs.correct[pattern]);
    assert.ok(difference <= ties, `${where}: ${correct} and ${theirs.correct[pattern]} right answers under pattern ${pattern}, ${ties} near ties`);
    if (difference > 0) differing += 1;
  }
  return differing;
}

/** Sweeps again and again for so many milliseconds; what the last one found, with the middle time of all. */
async function repeated(way, milliseconds) {
  const times = [];
  let found = null;
  for (let spent = 0; spent < milliseconds; spent += found.milliseconds) {
    found = await way();
    times.push(found.milliseconds);
  }
  return { ...found, milliseconds: median(times) };
}

/** Milliseconds of a sweep of all failure patterns, by turns. */
async function sweep(ask, preset, scheme, { patterns }) {
  const { best, trial } = await bestBatch(ask, patterns);
  const ways = {
    ours: () => ask("ours", "sweep"),
    full: () => ask("theirs", "sweep", best, "full"),
    least: () => ask("theirs", "sweep", best, "least"),
  };
  const warm = {};
  for (const [name, way] of Object.entries(ways)) warm[name] = await repeated(way, WARM_UP);
  const where = `${preset}, ${scheme}`;
  const differing = compareCounts(where, warm.ours, warm.full);
  compareCounts(where, warm.ours, warm.least);
  const { ours, full, least } = await byTurns(ways, SWEEP_TURNS, async (way) => (await repeated(way, SWEEP_TIME)).milliseconds);
  return {
    preset, scheme, patterns, answered_patterns: warm.ours.answered.filter((answered) => answered === 1).length,
    ours: median(ours), full: median(full), least: median(least), goal: SWEPT[preset],
    to_full: ratio(ours, full), to_least: ratio(ours, least),
    to_full_at_best: atBest(ours, full), to_least_at_best: atBest(ours, least),
    batch: best, trial, differing,
  };
}

const found = { samples: SAMPLES, turns: TURNS, per_turn: PER_TURN, sweep_turns: SWEEP_TURNS, single: [], sweep: [] };
await withEngines(async (ask, version) => {
  for (const preset of presets) {
    for (const scheme of SCHEMES) {
      if (!(preset in SINGLE) && !SWEPT_SCHEMES.includes(scheme)) continue;
      const loaded = await load(ask, preset, scheme);
      const rows = [];
      if (preset in SINGLE) rows.push(["single", await single(ask, preset, scheme)]);
      if (SWEPT_SCHEMES.includes(scheme)) rows.push(["sweep", await sweep(ask, preset, scheme, loaded)]);
      for (const [kind, row] of rows) {
        console.log(JSON.stringify({ kind, ...row }));
        found[kind].push(row);
      }
    }
  }
  found.machine = machine(version);
});
found.runtime = `onnxruntime-web ${JSON.parse(readFileSync(join(RUNTIME, "package.json"), "utf8")).version}`;
record("engine", found, { write });

// The engine in the browser beside the same engine natively: the same bundles, the same samples, one thread each, by
// turns. `cargo xtask bench --engine` runs this; run by hand, it takes names of presets to choose among them.
import { assertClose, atBest, byTurns, foldersOf, ratio, withEngines, withNative } from "./engines.mjs";
import { machine, median, options } from "./figures.mjs";
import { record } from "./report/record.mjs";

const SCHEMES = ["vanilla", "resilinet-plus"];
const SIZES = [1, 32, 256];
/** Samples of the pack that are used, from its start: each turn is a pass over all of them. */
const SAMPLES = 256;
/** Turns, of which the median counts, and milliseconds for which code is warmed up. */
const [TURNS, WARM_UP] = [11, 1_000];

const { presets, write } = options(["sensor-chain", "image-chain", "four-cameras"]);

/** Milliseconds per sample in batches of one size. */
async function timed(inBrowser, native, preset, scheme, size) {
  const where = `${preset}, ${scheme}, in batches of ${size}, in the browser beside natively`;
  assertClose(await inBrowser("ours", "logits", size), await native("logits", { size }), where);
  const ways = { browser: () => inBrowser("ours", "pass", size), native: () => native("pass", { size }) };
  for (const way of Object.values(ways)) {
    for (let spent = 0; spent < WARM_UP;) spent += await way();
  }
  const times = await byTurns(ways, TURNS, async (way) => (await way()) / SAMPLES);
  return {
    preset, scheme, size, browser: median(times.browser), native: median(times.native),
    ratio: ratio(times.browser, times.native), ratio_at_best: atBest(times.browser, times.native),
  };
}

const found = { samples: SAMPLES, turns: TURNS, rows: [] };
await withNative(async (native) => {
  found.vectors = await native("vectors");
  await withEngines(async (inBrowser, version) => {
    found.machine = machine(version);
    for (const preset of presets) {
      for (const scheme of SCHEMES) {
        const { bundle, pack } = foldersOf(preset, scheme);
        await inBrowser("ours", "load", `../../${bundle}`, `../../${pack}`, SAMPLES);
        await native("load", { bundle, pack, count: SAMPLES });
        for (const size of SIZES) {
          const row = await timed(inBrowser, native, preset, scheme, size);
          console.log(JSON.stringify(row));
          found.rows.push(row);
        }
      }
    }
  });
});
record("native", found, { write });

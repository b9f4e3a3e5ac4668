// The analysis of the largest network whose failures are all counted: sixteen nodes, 65 536 patterns, each with the figure of the command line.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openAnalysis, part, rows, saved, slide } from "./analysis.mjs";
import { closeBrowser, withPage } from "./browser.mjs";
import { PAGE } from "./editor.mjs";
import { swept } from "./figures.mjs";
import { TINY, exported, openDocument, openLab, runsLive, train } from "./lab.mjs";

after(closeBrowser);

const SCHEME = "deep-fog-guard";
const NODES = Array.from({ length: 16 }, (_, at) => `n${String(at + 1).padStart(2, "0")}`);

/** A chain in which every node also sends past the next one. */
function chain() {
  const all = ["watch", ...NODES, "cloud"];
  const [watch, , , cloud] = TINY.topology.nodes;
  const node = (id, at) => ({ id, tier: at < 8 ? "edge" : "fog", units: [{ kind: "dense", width: 16 }] });
  const next = (step) => all.slice(0, -step).map((from, at) => ({ from, to: all[at + step] }));
  // A source sends to one node alone.
  const links = [...next(1), ...next(2).filter(({ from }) => from !== "watch")];
  return { ...TINY, topology: { ...TINY.topology, title: "Sixteen", nodes: [watch, ...NODES.map(node), cloud], links } };
}

test("all 65 536 patterns of sixteen nodes have the command line's accuracy, and what is expected follows a slider", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await openDocument(page, chain());
    await openLab(page);
    await train(page, { schemes: [SCHEME], epochs: 3 });
    await runsLive(page, [SCHEME]);
    await page.locator(`${PAGE}[data-swept=true]`).waitFor({ timeout: 240_000 });
    const report = swept((await exported(page, SCHEME)).path);
    assert.deepEqual(report.failable, NODES);
    await page.locator("[data-testid=lab-close]").click();
    await openAnalysis(page);
    const found = new Map(rows((await saved(page, "pattern-rows-csv")).bytes).map((row) => [row.down, Number(row.deepfogguard)]));
    assert.equal(found.size, 2 ** NODES.length);
    assert.equal(report.patterns.length, found.size);
    for (const { down, accuracy, near_ties } of report.patterns) {
      const here = found.get(down.join(", ") || "none");
      // Another engine may answer otherwise where the two best logits nearly tie.
      const apart = Math.abs(here - accuracy) * report.n;
      assert.ok(apart <= near_ties + 1e-6, `${down.join()} down: ${here}, not ${accuracy}`);
    }

    // What is expected is the sum over all patterns, each weighed by its probability.
    await part(page, "expected");
    const reliability = NODES.map((_, at) => 0.9 + at / 200);
    for (const [at, name] of NODES.entries()) await slide(page, `odds-${name}`, reliability[at]);
    const probability = (down) => NODES.reduce((all, name, at) => all * (down.includes(name) ? 1 - reliability[at] : reliability[at]), 1);
    const expected = report.patterns.reduce((sum, { down }) => sum + probability(down) * found.get(down.join(", ") || "none"), 0);
    await page.waitForFunction(
      ([selector, expected]) => Math.abs(Number(document.querySelector(selector)?.dataset.value) - expected) < 1e-9,
      [`[data-testid=expected-settings] [data-setting=own] [data-series=${SCHEME}]`, expected],
    );
  });
});

// Sweeps that take a while are shared with helpers: workers of the same kind, as many as there are cores besides.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openAnalysis, rows, saved } from "./analysis.mjs";
import { closeBrowser, withCores, withPage } from "./browser.mjs";
import { PAGE } from "./editor.mjs";
import { deepfog } from "./figures.mjs";

after(closeBrowser);

const SWEPT = `${PAGE}[data-swept=true]`;

/** How often the samples' header was asked for: each worker asks once. */
function workers(site) {
  return site.requests.filter((name) => name.endsWith("/pack.json")).length;
}

test("a long sweep is shared with helpers: they are named, and the figures are the command line's", async () => {
  await withPage({ path: "?preset=four-cameras" }, async ({ page, site, open }) => {
    await withCores(page, 3);
    await open();
    await page.locator(SWEPT).waitFor({ timeout: 120_000 });
    assert.equal(workers(site), 3);
    await openAnalysis(page);
    const engine = await page.locator("[data-testid=measured][data-scheme=resilinet-plus]").getAttribute("data-engine");
    assert.match(engine, /^CPU, .*3 workers/);
    const found = rows((await saved(page, "pattern-rows-csv")).bytes);
    const swept = deepfog("sweep", "four-cameras", "resilinet-plus");
    assert.equal(found.length, 256);
    for (const { down, accuracy, near_ties } of swept.patterns) {
      const here = Number(found.find((row) => row.down === (down.join(", ") || "none"))["resilinet+"]);
      const apart = Math.abs(here - accuracy) * swept.n;
      assert.ok(apart <= near_ties + 1e-6, `${down.join()} down: ${here}, not ${accuracy}`);
    }
  });
});

test("a helper whose samples never come holds nothing up", async () => {
  await withPage({ path: "?preset=four-cameras" }, async ({ page, site, open }) => {
    await withCores(page, 2);
    await open();
    // The page's own worker has its samples by then.
    await page.waitForFunction(() => Number(document.querySelector("[data-testid=page]")?.dataset.bundles) > 0);
    site.fault(/\/pack\.json$/, "stalled");
    await page.locator(SWEPT).waitFor({ timeout: 120_000 });
    assert.equal(workers(site), 2, "a helper asked");
    await openAnalysis(page);
    const engine = await page.locator("[data-testid=measured][data-scheme=resilinet-plus]").getAttribute("data-engine");
    assert.doesNotMatch(engine, /workers/);
  });
});

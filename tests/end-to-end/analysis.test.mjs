// The analysis of every failure: what is measured, its charts' clicks and files, engines that come and go.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ANALYSIS, measured, openAnalysis, part, rows, saved } from "./analysis.mjs";
import { closeBrowser, holdDevices, withPage } from "./browser.mjs";
import { deepfog } from "./figures.mjs";

after(closeBrowser);

const series = (page, slug) => page.locator(`[data-testid=readout] [data-series=${slug}]`);

test("every pattern's accuracy is that of the command line; a click applies it, search and sorting find it, files hold it", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    const swept = deepfog("sweep", "sensor-chain", "resilinet-plus");
    const csv = await saved(page, "pattern-rows-csv");
    assert.match(csv.name, /\.csv$/);
    const found = rows(csv.bytes);
    assert.equal(found.length, 8);
    for (const pattern of swept.patterns) {
      const down = pattern.down.join(", ") || "none";
      const row = found.find((row) => row.down === down);
      assert.ok(Math.abs(Number(row["resilinet+"]) - pattern.accuracy) < 1e-3 + 1e-12, `${down}: ${row["resilinet+"]} for ${pattern.accuracy}`);
    }
    assert.match(csv.bytes.toString(), /link,http:\/\/127\.0\.0\.1.*preset=sensor-chain/);
    const json = JSON.parse((await saved(page, "patterns-json")).bytes);
    assert.equal(json.rows.length, 8);
    assert.match(json.source.seeds, /ResiliNet\+ \d+/);
    assert.match(json.source.samples, /n = 1\s312 windows, not people/);
    assert.match(json.source.engine, /CPU/);

    // A click on the chart fails the nodes on the page.
    const row = page.locator("[data-testid=pattern-table] tr[data-pattern='5'] button");
    await row.click();
    await page.locator("[data-testid=page][data-pattern='5']").waitFor();
    await page.locator("[data-testid=readout][data-pattern='5']").waitFor();
    const cell = page.locator("[data-testid=pairs] [data-pattern='3']").first();
    await cell.click();
    await page.locator("[data-testid=page][data-pattern='3']").waitFor();
    await page.locator("[data-testid=readout][data-pattern='3']").waitFor();
    const value = Number(await cell.getAttribute("data-value"));
    const both = Number(found.find((row) => row.down === "e, f2")["resilinet+"]);
    assert.ok(Math.abs(value - both) < 1e-12);

    // Keys walk the chart; Enter applies.
    await page.locator("[data-testid=patterns] svg[data-chart]").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=page][data-pattern='0']").waitFor();

    await page.locator("[data-testid=pattern-search]").fill("f2 2");
    assert.equal(await page.locator("[data-testid=pattern-table] tbody tr").count(), 2);
    await page.locator("[data-testid=pattern-search]").fill("nowhere");
    assert.equal(await page.locator("[data-testid=pattern-table] tbody tr").count(), 0);
    await page.locator("[data-testid=pattern-search]").fill("");
    await page.locator("[data-testid=pattern-table] thead button", { hasText: /^ResiliNet\+$/ }).click();
    const sorted = page.locator("[data-testid=pattern-table] thead th[aria-sort]");
    assert.equal(await sorted.getAttribute("aria-sort"), "descending");
    assert.equal(await page.locator("[data-testid=pattern-table] tbody tr").first().getAttribute("data-pattern"), "0");
  });
});

test("a chart is saved as a picture of its own", async () => {
  await withPage({ path: "?preset=smallest", context: { colorScheme: "dark" } }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    const svg = (await saved(page, "patterns-svg")).bytes.toString();
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /<title>Every failure pattern<\/title>/);
    assert.match(svg, /n = 1\s000 images/);
    assert.doesNotMatch(svg, /class=|var\(--/);
    // Every mark has its colour.
    assert.match(svg, /<path[^>]* fill="rgb\(/);
    const png = (await saved(page, "pairs-png")).bytes;
    assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(png.readUInt32BE(16) > 200 && png.readUInt32BE(20) > 150, "it has a size");
  });
});

test("a difference of two schemes is that of their accuracies", async () => {
  await withPage({ path: "?preset=smallest" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    const each = rows((await saved(page, "pattern-rows-csv")).bytes);
    await page.locator("[data-testid=lens] input[value=difference]").check({ force: true });
    await page.locator("[data-testid=lens-a]").selectOption("resilinet");
    await page.locator("[data-testid=lens-b]").selectOption("deep-fog-guard");
    await series(page, "resilinet-less-deep-fog-guard").waitFor();
    const difference = rows((await saved(page, "pattern-rows-csv")).bytes);
    for (const row of difference) {
      const plain = each.find((other) => other.down === row.down);
      const expected = Number(plain.resilinet) - Number(plain.deepfogguard);
      assert.ok(Math.abs(Number(row.resilinet_less_deepfogguard) - expected) < 1e-12);
    }
  });
});

test("hyperconnections can fail too", async () => {
  await withPage({ path: "?preset=smallest" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    const nodes = rows((await saved(page, "pattern-rows-csv")).bytes);
    await page.locator("[data-testid=failing] input[value=links]").check({ force: true });
    await measured(page);
    const all = rows((await saved(page, "pattern-rows-csv")).bytes);
    assert.equal(all.length, 128);
    const of = (list, down) => list.find((row) => row.down === down);
    // Nodes alone are as before; a node whose hyperconnections are all down is as good as down itself.
    for (const row of nodes) assert.equal(of(all, row.down)["resilinet+"], row["resilinet+"]);
    assert.equal(of(all, "e → f, e → cloud")["resilinet+"], of(nodes, "e")["resilinet+"]);
    // A Vanilla network has no skip to lose.
    assert.equal(of(all, "camera → f, e → cloud").vanilla, of(nodes, "none").vanilla);
    await page.locator("[data-testid=pattern-search]").fill("f→cloud 1");
    assert.equal(await page.locator("[data-testid=pattern-table] tbody tr").count(), 1);
  });
});

test("another network that is opened is measured, and the focus goes back when the analysis closes", async () => {
  await withPage({ path: "?preset=smallest" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    await page.locator("[data-testid=preset]").selectOption("image-chain");
    await page.locator("[data-testid=page][data-preset=image-chain]").waitFor();
    await page.waitForFunction(() => document.querySelector("[data-testid=analysis] .aside")?.textContent.startsWith("Image chain"));
    await measured(page);
    const network = JSON.parse((await saved(page, "patterns-json")).bytes);
    assert.equal(network.source.network, "Image chain");
    assert.equal(network.rows.length, 4);
    await page.locator("[data-testid=analysis-close]").click();
    assert.equal(await page.locator("#analysis").isHidden(), true);
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "analyse");
  });
});

test("WebGPU counts the same, and says so", async () => {
  await withPage({ webgpu: true, path: "?preset=smallest" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    const cpu = rows((await saved(page, "pattern-rows-csv")).bytes);
    await page.locator("[data-testid=engine]").selectOption("webgpu");
    await page.locator("[data-testid=measured][data-scheme=resilinet-plus][data-engine^=WebGPU]").waitFor({ timeout: 120_000 });
    await measured(page);
    const gpu = rows((await saved(page, "pattern-rows-csv")).bytes);
    for (const row of gpu) {
      const other = cpu.find((found) => found.down === row.down);
      for (const scheme of ["vanilla", "deepfogguard", "resilinet", "resilinet+"]) {
        // The two may part where the two best logits are nearly equal.
        assert.ok(Math.abs(Number(row[scheme]) - Number(other[scheme])) <= 2e-3, `${row.down} ${scheme}`);
      }
    }
  });
});

test("what WebGPU counted is said to be its, also where the CPU would have taken helpers", async () => {
  await withPage({ webgpu: true, path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    await page.locator("[data-testid=engine]").selectOption("webgpu");
    // 1 024 patterns: seconds of work for one core.
    await page.locator("[data-testid=failing] input[value=links]").check({ force: true });
    const counted = page.locator("[data-testid=measured][data-scheme=deep-fog-guard][data-n='1312']");
    await counted.waitFor({ timeout: 120_000 });
    assert.match(await counted.getAttribute("data-engine"), /^WebGPU/);
  });
});

test("a GPU that is lost in the middle is told, and the CPU counts the rest", async () => {
  await withPage({ webgpu: true, path: "?preset=image-chain" }, async ({ page, open }) => {
    await holdDevices(page, "worker.js");
    await open();
    await openAnalysis(page);
    await page.locator("[data-testid=engine]").selectOption("webgpu");
    await page.locator("[data-testid=measured][data-engine^=WebGPU]").first().waitFor({ timeout: 120_000 });
    for (const worker of page.workers()) await worker.evaluate(() => self.heldDevice?.destroy());
    await page.locator("[data-testid=measured][data-engine*='then CPU']").first().waitFor({ timeout: 120_000 });
    await measured(page);
  });
});

test("without WebGPU the CPU counts, and says why", async () => {
  await withPage({ path: "?preset=smallest" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    await page.locator("[data-testid=engine]").selectOption("webgpu");
    await page.locator("[data-testid=measured][data-engine*='because']").first().waitFor({ timeout: 60_000 });
    await measured(page);
    await part(page, "failures");
    assert.equal(await page.locator(`${ANALYSIS} [data-testid=pattern-table] tbody tr`).count(), 4);
  });
});

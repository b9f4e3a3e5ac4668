// The analysis of every failure: classes and costs. Their figures are held to the accuracies of the failure patterns, and to the rule
// that they are made by.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openAnalysis, part, rows, saved } from "./analysis.mjs";
import { closeBrowser, withPage } from "./browser.mjs";

after(closeBrowser);

/** The schemes: their names in attributes, as words, and in the heads of files. */
const SCHEMES = [
  ["vanilla", "Vanilla", "vanilla"],
  ["deep-fog-guard", "deepFogGuard", "deepfogguard"],
  ["resilinet", "ResiliNet", "resilinet"],
  ["resilinet-plus", "ResiliNet+", "resilinet+"],
];

/** The attributes of all elements that a selector finds; numbers where they are some. */
function all(page, selector) {
  return page.locator(selector).evaluateAll((found) => found.map((element) => Object.fromEntries(
    Object.entries(element.dataset).map(([name, value]) => [name, value.trim() === "" || Number.isNaN(Number(value)) ? value : Number(value)]))));
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function near(found, expected, what, slack = 1e-9) {
  assert.ok(Math.abs(found - expected) <= slack * Math.max(1, Math.abs(expected)), `${what}: ${found}, not ${expected}`);
}

/** The expected accuracy of a scheme, from the file of all failure patterns. */
const expected = (patterns, key) => sum(patterns.map((row) => Number(row.probability) * Number(row[key])));

/** Moves a slider; gives an attribute of an element before it, and in the frame after it. */
function slide(page, testid, value, selector, name) {
  return page.evaluate(async ([testid, value, selector, name]) => {
    const read = () => document.querySelector(selector).dataset[name];
    const before = read();
    const slider = document.querySelector(`[data-testid="${testid}"]`);
    slider.value = value;
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return [before, read()];
  }, [testid, value, selector, name]);
}

test("confusion, recall and calibration are those of the patterns' accuracies", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    await page.locator("[data-testid=pattern-table] tr[data-pattern='2'] button").click();
    await page.locator("[data-testid=readout][data-pattern='2']").waitFor();
    await page.getByTestId("odds-setting").selectOption("Hazardous");
    const patterns = rows((await saved(page, "pattern-rows-csv")).bytes);
    const accuracy = (down, key) => Number(patterns.find((row) => row.down === down)[key]);
    await part(page, "classes");
    await page.locator("[data-testid=classes-controls][data-schemes='4'][data-pattern='2']").waitFor();

    for (const [slug, name, key] of SCHEMES) {
      await page.locator(`[data-testid=matrix-scheme] input[value=${slug}]`).check({ force: true });
      for (const [condition, share] of [["pattern", accuracy("f2", key)], ["expected", expected(patterns, key)]]) {
        await page.locator(`[data-testid=condition] input[value=${condition}]`).check({ force: true });
        await page.locator(`[data-testid=confusion] svg[data-scheme=${slug}][data-condition=${condition}]`).waitFor();
        const cells = await all(page, "[data-testid=confusion] g[data-answered]");
        const n = sum(cells.map((cell) => cell.value));
        const right = sum(cells.filter((cell) => cell.class === cell.answered).map((cell) => cell.value));
        near(right / n, share, `${name}, ${condition}: the diagonal`);
        // Each class's recall is its row's diagonal; without failure they sum to the accuracy.
        const recall = await all(page, `[data-testid=recall] g[data-class][data-scheme=${slug}]`);
        for (const { class: at, value } of recall) {
          near(value, cells.find((cell) => cell.class === at && cell.answered === at).share, `${name}, ${condition}: class ${at}`);
        }
        const size = (at) => sum(cells.filter((cell) => cell.class === at).map((cell) => cell.value));
        near(sum(recall.map(({ class: at, none }) => none * size(at))) / n, accuracy("none", key), `${name} without failure`);

        const bins = await all(page, `[data-testid=calibration] g[data-scheme=${slug}] g[data-bin]`);
        const [whole] = await all(page, `[data-testid=calibration] g[data-scheme=${slug}]`);
        near(sum(bins.map((bin) => bin.n)), whole.n, `${name}, ${condition}: samples of bins`);
        if (condition === "pattern" && slug !== "vanilla") {
          near(sum(bins.map((bin) => bin.n * bin.value)) / n, share, `${name}: right ones of bins`);
          for (const bin of bins) {
            assert.ok(bin.low <= bin.value + 1e-9 && bin.value <= bin.high + 1e-9, JSON.stringify(bin));
            assert.ok(bin.probability >= bin.bin / 10 - 1e-5 && bin.probability <= (bin.bin + 1) / 10 + 1e-5, JSON.stringify(bin));
          }
        }
        if (whole.n > 0) {
          const error = sum(bins.map((bin) => bin.n * Math.abs(bin.value - bin.probability))) / whole.n;
          near(whole.error, error, `${name}, ${condition}: calibration error`);
        }
      }
    }
    // A Vanilla network without f2 answers nothing: it states no probability.
    assert.equal(await page.locator("[data-testid=sureness] [data-scheme=vanilla][data-condition=pattern] [data-when]").count(), 0);
    const means = await all(page, "[data-testid=sureness] [data-when]");
    assert.ok(means.length >= 14, `${means.length} means`);
    for (const mean of means) assert.ok(mean.low <= mean.value + 1e-9 && mean.value <= mean.high + 1e-9, JSON.stringify(mean));

    // The files have what is drawn.
    const cells = await all(page, "[data-testid=confusion] g[data-answered]");
    const file = rows((await saved(page, "confusion-csv")).bytes);
    assert.deepEqual(file.map((row) => Number(row.samples)), cells.map((cell) => cell.value));
    const { rows: written } = JSON.parse((await saved(page, "recall-json")).bytes);
    assert.equal(written.length, 4 * Math.sqrt(cells.length));
    const svg = (await saved(page, "calibration-svg")).bytes.toString();
    assert.match(svg, /<title>As often right as it says\?<\/title>/);
    assert.doesNotMatch(svg, /class=|var\(--/);

    // Under the reliabilities, a slider and the matrix move in one frame.
    const cell = "[data-testid=confusion] g[data-class='0'][data-answered='0']";
    const [before, now] = await slide(page, "odds-f1", "0.1", cell, "value");
    assert.notEqual(now, before);
  });
});

test("what an answer costs follows the rule, and what networks are taken for can be changed", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await openAnalysis(page);
    await page.getByTestId("odds-setting").selectOption("Hazardous");
    const patterns = rows((await saved(page, "pattern-rows-csv")).bytes);
    await part(page, "cost");
    // Each node of every network is timed first.
    await page.getByText("Partitions: measured on this machine").waitFor({ timeout: 60_000 });
    const figure = (testid) => page.getByTestId(testid).evaluate((input) => Number(input.dataset.value));
    const answers = async () => Object.fromEntries((await all(page, "[data-testid=schedule] g[data-scheme]")).map((found) => [found.scheme, found.answer]));

    const nodes = rows((await saved(page, "schedule-csv")).bytes);
    assert.equal(nodes.length, 4 * 5);
    for (const node of nodes.filter((node) => node.waited_for)) {
      const sender = nodes.find((other) => other.scheme === node.scheme && other.node === node.waited_for);
      const hop = `${sender.tier}-${node.tier}`;
      const way = await figure(`latency-${hop}`) + Number(sender.sends_bytes) * 8 / (await figure(`rate-${hop}`) * 1000);
      near(Number(node.data_after_ms), Number(sender.done_after_ms) + way, `${node.scheme}: ${sender.node} → ${node.node}`);
    }
    const first = await answers();
    for (const [slug, name] of SCHEMES) {
      const cloud = nodes.find((node) => node.scheme === name && node.node === "cloud");
      assert.equal(first[slug], Number(cloud.done_after_ms));
    }

    // Every answer comes over the last way, and 95 ms later once it takes 100 ms instead of 5.
    await page.getByTestId("latency-fog-cloud").fill("100");
    await page.getByTestId("latency-fog-cloud").press("Tab");
    await page.getByTestId("prices-reset").waitFor();
    const slow = await answers();
    for (const [slug, name] of SCHEMES) near(slow[slug], first[slug] + 95, name);
    assert.match((await saved(page, "sums-csv")).bytes.toString(), /fog → cloud 1000 Mbit\/s, 100 ms/);
    await page.getByTestId("prices-reset").click();
    await page.getByTestId("prices-reset").waitFor({ state: "detached" });
    assert.deepEqual(await answers(), first);

    // Vanilla, and the other three with each of the 2³ sets of skips.
    await page.locator("[data-testid=front] svg[data-points='25']").waitFor({ timeout: 120_000 });
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=measured]").length === 4);
    const networks = rows((await saved(page, "front-csv")).bytes);
    for (const [, name, key] of SCHEMES) {
      const whole = networks.find((network) => network.network === name);
      // Skips may be counted on as many samples as nodes, then both are the same.
      near(Number(whole.expected_accuracy), expected(patterns, key), name);
    }
    for (const network of networks) {
      const cost = Number(network.expected_bytes);
      const worth = Number(network.expected_accuracy);
      const beaten = networks.some((other) => Number(other.expected_bytes) <= cost && Number(other.expected_accuracy) >= worth
        && (Number(other.expected_bytes) < cost || Number(other.expected_accuracy) > worth));
      if (network.not_beaten === "yes") assert.ok(!beaten, network.network);
      else assert.ok(beaten || networks.some((other) => other.not_beaten === "yes" && other.expected_accuracy === network.expected_accuracy && other.expected_bytes === network.expected_bytes), network.network);
    }

    // Keys walk the best ones; a pointer finds a mark.
    const chart = page.locator("[data-testid=front] svg[data-chart]");
    await chart.focus();
    await page.keyboard.press("ArrowUp");
    const [best] = await all(page, "[data-testid=front] g[data-best='0']");
    const named = networks.find((network) => Number(network.expected_bytes) === best.bytes && Number(network.expected_accuracy) === best.accuracy);
    assert.ok((await page.getByTestId("front-told").innerText()).startsWith(`${named.network}: `));
    assert.ok(await chart.getAttribute("aria-activedescendant"));
    await page.locator("[data-testid=measure] input[value=latency]").check({ force: true });
    const steps = await all(page, "[data-testid=front] g[data-best]");
    for (const [at, step] of steps.entries()) {
      if (at > 0) assert.ok(step.latency > steps[at - 1].latency && step.accuracy > steps[at - 1].accuracy);
    }

    const [before, now] = await slide(page, "odds-f2", "0.3", "[data-testid=sums] [data-scheme=resilinet]", "bytes");
    assert.notEqual(now, before);
  });
});

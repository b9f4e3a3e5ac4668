// The analysis of every failure: what is expected, and what matters. Its figures are those of the command line.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openAnalysis, part, rows, saved, slide } from "./analysis.mjs";
import { closeBrowser, withPage } from "./browser.mjs";
import { deepfog } from "./figures.mjs";

after(closeBrowser);

const NODES = ["e", "f2", "f1"];
const SCHEME = "resilinet-plus";

/** Opens the analysis of the sensor chain with everything measured, at a part. */
async function analysed(page, open, name) {
  await open();
  await openAnalysis(page);
  await part(page, name);
}

/** Moves a slider; gives the figure that stands there in the very next frame. */
async function slid(page, testid, to, selector) {
  const next = page.evaluate((selector) => new Promise((done) => {
    document.addEventListener("input", () => requestAnimationFrame(() => done(document.querySelector(selector)?.dataset.value)), { once: true });
  }), selector);
  await slide(page, testid, to);
  return Number(await next);
}

async function value(locator) {
  return Number(await locator.getAttribute("data-value"));
}

function near(found, expected, what, within = 1e-9) {
  assert.ok(Math.abs(found - expected) <= within, `${what}: ${found}, not ${expected}`);
}

test("expected accuracies, contributions, worst cases and quantiles are the command line's, and are saved", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await analysed(page, open, "expected");
    const report = deepfog("analyse", "sensor-chain", SCHEME, "--setting", "Hazardous");
    // Another engine may answer otherwise where the two best logits nearly tie.
    const within = 2 / report.n;
    const hazardous = page.locator("[data-testid=expected-settings] [data-setting=Hazardous]");
    near(await value(hazardous.locator(`[data-series=${SCHEME}]`)), report.accuracy, "expected accuracy", within);
    // A click chooses the setting: everything else follows.
    await hazardous.click();
    await page.locator("[data-setting=Hazardous][aria-pressed=true]").waitFor();
    const parts = page.locator(`[data-testid=contributions] g[data-scheme=${SCHEME}] [data-down]`);
    assert.equal(await parts.count(), NODES.length + 1);
    const of_each = await parts.evaluateAll((all) => all.map((part) => Number(part.dataset.value)));
    for (const [down, part] of report.by_failures.entries()) near(of_each[down], part.accuracy, `${down} down`, within);
    near(of_each.reduce((a, b) => a + b), await value(hazardous.locator(`[data-series=${SCHEME}]`)), "the sum of the parts");
    for (const [at, words] of [".5", ".9", ".99"].entries()) {
      const told = page.locator(`[data-testid=quantiles] tr[data-scheme=${SCHEME}] td[data-at="${words}"]`);
      near(await value(told), report.quantiles[at].accuracy, `quantile ${words}`, within);
    }

    // The costliest pattern is shown on the page at a click.
    const worst = page.locator("[data-testid=worst] [data-row]").first();
    const mask = await worst.getAttribute("data-row");
    assert.equal(Number(mask), report.worst[0].pattern);
    near(await value(worst.locator("[data-value]")), -report.worst[0].loss, "what it costs", within);
    await worst.click();
    await page.locator(`[data-testid=worst] [data-row="${mask}"][aria-pressed=true]`).waitFor();
    for (const [bit, name] of NODES.entries()) {
      const state = await page.locator(`[data-testid=network] [data-node=${name}]`).getAttribute("data-state");
      assert.equal(state === "down", Boolean((Number(mask) >> bit) & 1), name);
    }

    // The files have what is shown.
    const row = rows((await saved(page, "expected-settings-csv")).bytes).find((one) => one.reliabilities === "Hazardous");
    near(Number(row["resilinet+"]), await value(hazardous.locator(`[data-series=${SCHEME}]`)), "CSV");
    const json = JSON.parse((await saved(page, "certainty-json")).bytes);
    const quantile = page.locator(`[data-testid=quantiles] tr[data-scheme=${SCHEME}] td[data-at=".9"]`);
    const told = json.rows.find((entry) => entry.scheme === "ResiliNet+");
    near(told.at_least_with__9, await value(quantile), "JSON");
    assert.match(json.source.reliabilities, /^Hazardous: /);
    const svg = (await saved(page, "contributions-svg")).bytes.toString();
    assert.match(svg, /<svg[^>]+width=/);
    assert.doesNotMatch(svg, /class=/);
    const png = await saved(page, "worst-png");
    assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
  });
});

test("a slider moves the figures in the same frame, and own reliabilities stand beside the settings", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await analysed(page, open, "expected");
    const own = `[data-testid=expected-settings] [data-setting=own] [data-series=${SCHEME}]`;
    const sure = await slid(page, "odds-f2", 1, own);
    const never = await slid(page, "odds-f2", 0, own);
    const half = await slid(page, "odds-f2", 0.5, own);
    near(half, (sure + never) / 2, "the expectation is linear in each reliability");
    // Which is what Birnbaum's importance says.
    await part(page, "matters");
    const f2 = page.locator("[data-testid=node-birnbaum] [data-row=f2]");
    near(await value(f2.locator(`[data-scheme=${SCHEME}]`)), sure - never, "Birnbaum");
    await f2.click();
    await page.locator("[data-testid=network] [data-node=f2][data-state=down]").waitFor();
    // A difference is that of the two.
    await part(page, "expected");
    const vanilla = await value(page.locator("[data-testid=expected-settings] [data-setting=own] [data-series=vanilla]"));
    await page.getByTestId("lens").locator("input[value=difference]").check({ force: true });
    const apart = page.locator(`[data-testid=expected-settings] [data-setting=own] [data-series=${SCHEME}-less-vanilla]`);
    near(await value(apart), half - vanilla, "the difference");
  });
});

test("what skips are worth, what one more would gain, and what is put in line to be trained", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await analysed(page, open, "matters");
    await page.getByTestId("odds-setting").selectOption("Hazardous");
    await page.getByTestId("skip-birnbaum").waitFor({ timeout: 50_000 });
    const skips = page.locator("[data-testid=skip-table] tr[data-skip]");
    assert.equal(await skips.count(), 3);
    const shapley = page.locator(`[data-testid=node-shapley] [data-scheme=${SCHEME}]`);
    const worth = (await shapley.evaluateAll((all) => all.map((one) => Number(one.dataset.value)))).reduce((a, b) => a + b);
    const [whole, none] = [[], NODES].map((down) => {
      const options = down.length > 0 ? ["--down", down.join(",")] : [];
      return deepfog("evaluate", "sensor-chain", SCHEME, ...options);
    });
    const within = (whole.near_ties + none.near_ties) / whole.n + 1e-9;
    near(worth, whole.accuracy - none.accuracy, "Shapley values sum to all that there is to lose", within);

    // From the watch to the cloud a path would live whatever fails.
    const more = page.locator("[data-testid=more-table] tr[data-skip]");
    assert.equal(await more.count(), 3);
    assert.equal(await more.first().getAttribute("data-skip"), "watch→cloud");
    const gain = Number(await more.first().getAttribute("data-gain"));
    assert.ok(gain > 0 && gain < 1, `${gain}`);
    near(Number(rows((await saved(page, "more-skips-csv")).bytes)[0].gain_of_path_survival), gain, "CSV");
    // All three are ticked at first; two are taken off.
    for (const at of [1, 2]) await more.nth(at).getByRole("checkbox").uncheck();
    await page.getByTestId("trial-epochs").fill("1");
    await page.getByTestId("trial-epochs").press("Tab");
    await page.getByTestId("more-train").click();
    const trials = page.locator("[data-testid=trial-table] tr[data-number]");
    await trials.nth(1).waitFor();
    assert.deepEqual(await trials.evaluateAll((all) => all.map((one) => one.dataset.change)), ["unchanged", "with watch → cloud"]);
    await skips.first().getByTestId("skip-cut").click();
    await trials.nth(2).waitFor();
    assert.match(await trials.nth(2).getAttribute("data-change"), /^without /);
  });
});

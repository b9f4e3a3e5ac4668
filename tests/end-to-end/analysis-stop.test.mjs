// The analysis of every failure: what is stopped, closed or left for another network ends. What is known by then stays, with what it
// rests on, and the next question is answered at once.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ANALYSIS, measured, openAnalysis, part, rows, saved } from "./analysis.mjs";
import { closeBrowser, withCores, withPage } from "./browser.mjs";
import { PAGE, node } from "./editor.mjs";
import { broader, chain, closeLab, names, trained } from "./lab.mjs";

after(closeBrowser);

/** Fails a node, or brings it back, and waits for the page's answer: the worker has been through its messages then. */
async function round(page, name) {
  await node(page, name).click();
  await page.locator(`${PAGE}[data-waiting=false]`).waitFor();
}

/**
 * Goes round until `read` gives something else than before. Then `end` ends the work: as many rounds, and two more, must leave `read` as it
 * is. Gives what that is.
 */
async function ends(page, name, read, end) {
  const before = JSON.stringify(await read());
  let rounds = 0;
  while (JSON.stringify(await read()) === before) {
    assert.ok(rounds < 500, "there is some progress before it is stopped");
    await round(page, name);
    rounds += 1;
  }
  await end();
  // An answer may be on its way still.
  await round(page, name);
  const then = await read();
  for (let at = 0; at < rounds + 2; at += 1) await round(page, name);
  assert.deepEqual(await read(), then, "it goes on after it was stopped");
  return then;
}

/** What the table of estimates says. */
function estimates(page) {
  return page.locator("[data-testid=estimate-table] tr[data-scheme]").evaluateAll((all) => all.map((row) => ({ ...row.dataset })));
}

/** Waits until the draws of all schemes together are more than so many. */
async function draws(page, more, timeout) {
  await page.waitForFunction((more) => {
    const all = document.querySelectorAll("[data-testid=estimate-table] tr[data-scheme]");
    return [...all].reduce((sum, row) => sum + Number(row.dataset.draws), 0) > more;
  }, more, { timeout });
}

const total = (found) => found.reduce((sum, row) => sum + Number(row.draws), 0);

test("an estimate that is stopped, or whose analysis is closed, ends; what it knows stays, and the next question is answered at once", async () => {
  await withPage({ path: "?preset=wide-fog" }, async ({ page, open }) => {
    await open();
    await page.locator(`${PAGE}[data-swept=true]`).waitFor({ timeout: 60_000 });
    await openAnalysis(page);
    await part(page, "expected");
    await page.locator("[data-testid=failing] input[value=links]").check({ force: true });
    await page.getByTestId("estimate-samples").selectOption("all");
    await draws(page, 0, 30_000);

    const stopped = await ends(page, "e1", () => estimates(page), async () => {
      await page.getByTestId("estimate-stop").click();
      await page.locator("[data-testid=estimate][data-running=false]").waitFor();
    });
    assert.match(await page.getByTestId("estimate").innerText(), /stopped/);
    assert.ok(stopped.some((row) => row.manner === "estimated"));
    const file = rows((await saved(page, "estimates-csv")).bytes);
    for (const [at, row] of stopped.entries()) {
      assert.equal(Number(file[at].draws), Number(row.draws));
      if (row.manner !== "estimated") continue;
      const [low, value, high] = [Number(row.low), Number(row.value), Number(row.high)];
      assert.ok(0 <= low && low < value && value < high && high <= 1, JSON.stringify(row));
      assert.ok(high - low > 0.001, "few draws leave much open");
    }

    // It goes on from there, and ends with the analysis.
    await page.getByTestId("estimate-refine").click();
    await draws(page, total(stopped), 15_000);
    const closed = await ends(page, "e1", () => estimates(page), async () => {
      await page.getByTestId("analysis-close").click();
      await page.locator("#analysis").waitFor({ state: "hidden" });
    });
    await page.getByTestId("analyse").click();
    await draws(page, total(closed), 15_000);

    // What else is asked has to wait for nothing: first of fewer samples, then of another network.
    await page.getByTestId("estimate-samples").selectOption("100");
    await page.getByText("on 100 samples").waitFor({ timeout: 5_000 });
    await draws(page, 0, 5_000);
    await page.getByTestId("estimate-samples").selectOption("all");
    await draws(page, 0, 15_000);
    await page.getByTestId("preset").selectOption("sensor-chain");
    await page.locator(`${PAGE}[data-preset=sensor-chain]`).waitFor();
    await page.locator(`${ANALYSIS} .aside`).filter({ hasText: "Sensor chain" }).first().waitFor();
    await measured(page, 15_000);
  });
});

/** Wilson's interval at 95 %. */
function wilson(share, n) {
  const z = 1.959963984540054;
  const middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const half = (z / (1 + z * z / n)) * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return [middle - half, middle + half];
}

test("a measurement that is stopped stays with the samples that it has, and can be made again", async () => {
  await withPage({}, async ({ page, open }) => {
    // Few patterns, so that there are reports, of a network whose later layers take long, on one core.
    await withCores(page, 1);
    await open();
    await trained(page, broader(chain(names(4), 5), 512), "deep-fog-guard", 1);
    await closeLab(page);
    await openAnalysis(page);
    await page.locator("[data-testid=failing] input[value=links]").check({ force: true });
    // It is stopped in the very moment in which a part of the samples is counted.
    await page.waitForFunction(() => {
      const all = [...document.querySelectorAll("[data-testid=measured]")].map((one) => [Number(one.dataset.n), Number(one.dataset.total)]);
      const isPartial = all.some(([n, total]) => n > 0 && n < 0.7 * total);
      if (isPartial) document.querySelector("[data-testid=measure-stop]").click();
      return isPartial;
    }, null, { polling: "raf" });
    await page.getByTestId("measure-retry").waitFor();
    await page.getByText("You stopped measuring.").waitFor();
    const read = () => page.locator("[data-testid=measured]").evaluateAll((all) => all.map(({ dataset }) => [dataset.scheme, Number(dataset.n), Number(dataset.total)]));
    // A report may be on its way still.
    await round(page, "n02");
    const then = await read();
    for (let at = 0; at < 10; at += 1) await round(page, "n02");
    assert.deepEqual(await read(), then);
    const partial = then.filter(([, n, total]) => n > 0 && n < total);
    assert.equal(partial.length, 1, JSON.stringify(then));
    const key = "deepfogguard";
    for (const row of rows((await saved(page, "pattern-rows-csv")).bytes).slice(0, 20)) {
      const share = Number(row[key]);
      const [low, high] = wilson(share, partial[0][1]);
      for (const [name, wanted] of [["low", low], ["high", high]]) {
        const found = Number(row[`${key}_95___${name}`]);
        assert.ok(Math.abs(found - wanted) < 1e-9, `${row.down}: ${name} is ${found}, not ${wanted}: ${JSON.stringify(row)}`);
      }
    }
    await page.getByTestId("measure-retry").click();
    await measured(page, 60_000);
  });
});

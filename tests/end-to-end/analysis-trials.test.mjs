// The analysis of every failure: changed networks that are trained and measured. Their figures are those of the command line on the
// bundles that the laboratory exports.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { measured, openAnalysis, part, rows, saved, slide } from "./analysis.mjs";
import { closeBrowser, withPage } from "./browser.mjs";
import { PAGE } from "./editor.mjs";
import { evaluated } from "./figures.mjs";
import { TINY, openDocument, openLab, runsLive, tab, train } from "./lab.mjs";

after(closeBrowser);

const SCHEME = "resilinet-plus";
const NODES = ["e", "f"];
const CHANGES = ["unchanged", "with watch → cloud", "without e → cloud"];

/** The smallest network of all, trained, and its analysis with everything measured at the part that orders trials. */
async function analysed(page, open, epochs) {
  await open();
  await page.locator(PAGE).waitFor();
  await openDocument(page, TINY);
  await openLab(page);
  await train(page, { schemes: [SCHEME], epochs });
  await runsLive(page, [SCHEME]);
  await openAnalysis(page);
  await part(page, "matters");
  await page.getByTestId("skip-table").waitFor();
}

/** Sets how long trials are trained, and ticks this skip alone. */
async function fillIn(page, { epochs, skip }) {
  await page.getByTestId("trial-epochs").fill(String(epochs));
  await page.getByTestId("trial-epochs").press("Tab");
  for (const row of await page.locator("[data-testid=more-table] tr[data-skip]").all()) {
    await row.getByRole("checkbox").setChecked((await row.getAttribute("data-skip")) === skip);
  }
}

const trial = (page, change) => page.locator(`[data-testid=trial-table] tr[data-change="${change}"]`);

/** A trial's figures, once it is measured. */
async function outcome(page, change) {
  await page.locator(`[data-testid=trial-table] tr[data-change="${change}"][data-stage=measured]`).waitFor({ timeout: 60_000 });
  const { value, gain, n } = await trial(page, change).evaluate((row) => ({ ...row.dataset }));
  return { value: Number(value), gain: Number(gain), n: Number(n) };
}

/** The own network of that name in the laboratory's list. */
const named = (page, name) => page.locator("[data-testid=own]").filter({ has: page.getByText(name, { exact: true }) });

/** The command line's accuracies of an own network, by failure pattern, with how far another engine may be from each. */
async function byPattern(page, name, folder) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    named(page, name).getByTestId("own-export").click(),
  ]);
  const zip = join(folder, `${name.replaceAll(/[^a-z]/g, "-")}.zip`);
  await copyFile(await download.path(), zip);
  return [0, 1, 2, 3].map((pattern) => {
    const { accuracy, n, near_ties } = evaluated(zip, NODES.filter((_, bit) => (pattern >> bit) & 1));
    return { accuracy, n, within: near_ties / n + 1e-9 };
  });
}

/** What accuracies come to under reliabilities of the two nodes. */
function expected(patterns, up) {
  return patterns.reduce((sum, { accuracy }, pattern) => {
    const probability = NODES.reduce((p, name, bit) => p * ((pattern >> bit) & 1 ? 1 - up[name] : up[name]), 1);
    return sum + probability * accuracy;
  }, 0);
}

function near(found, wanted, what, within = 1e-9) {
  assert.ok(Math.abs(found - wanted) <= within, `${what}: ${found}, not ${wanted}`);
}

test("a skip more and a skip less are trained and measured: the gains are the command line's, and what runs stays what it was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deepfog-trials-"));
  try {
    await withPage({}, async ({ page, open }) => {
      await analysed(page, open, 2);
      await fillIn(page, { epochs: 1, skip: "watch→cloud" });
      for (const [node, up] of [["e", 0.7], ["f", 0.9]]) await slide(page, `odds-${node}`, up);
      await page.getByTestId("more-train").click();
      await trial(page, CHANGES[1]).waitFor();
      await page.locator("[data-testid=skip-table] [data-skip='e→cloud']").getByTestId("skip-cut").click();
      const found = {};
      for (const change of CHANGES) found[change] = await outcome(page, change);
      const file = rows((await saved(page, "trials-csv")).bytes);
      assert.deepEqual(file.map((row) => row.network), CHANGES, "the unchanged network is trained once");

      // The networks are in the laboratory; what the command line says of them is what the table says.
      await tab(page, "networks");
      const names = CHANGES.map((change) => `Tiny (${change})`);
      const patterns = {};
      for (const [at, change] of CHANGES.entries()) patterns[change] = await byPattern(page, names[at], folder);
      const n = Number(await page.locator(`[data-testid=measured][data-scheme=${SCHEME}]`).getAttribute("data-n"));
      const hold = async (up) => {
        for (const [at, change] of CHANGES.entries()) {
          const { value, gain, n: samples } = await outcome(page, change);
          const within = Math.max(...patterns[change].map((pattern) => pattern.within));
          near(value, expected(patterns[change], up), change, within);
          assert.equal(samples, n, "measured on as many samples as the network that runs");
          assert.equal(patterns[change][0].n, n);
          if (at > 0) near(gain, value - (await outcome(page, CHANGES[0])).value, `the gain of ${change}`);
        }
      };
      await hold({ e: 0.7, f: 0.9 });
      for (const row of file) {
        const { value, gain } = found[row.network];
        near(Number(row.expected_accuracy), value, "CSV");
        near(Number(row.gain), gain, "CSV");
        assert.equal(Number(row.samples), n);
        assert.ok(Number(row["95___low"]) < value && value < Number(row["95___high"]), JSON.stringify(row));
      }
      // Nothing is measured anew for other reliabilities.
      await slide(page, "odds-e", 0.2);
      await hold({ e: 0.2, f: 0.9 });

      // The unchanged network fits the drawing, and takes no place of the one that runs, until it is chosen.
      assert.equal(await named(page, "Tiny").getAttribute("data-shown"), "true");
      assert.equal(await named(page, names[0]).getAttribute("data-shown"), "false");
      await part(page, "expected");
      const shown = page.locator(`[data-testid=expected-settings] [data-setting=own] [data-series=${SCHEME}]`);
      const ran = Number(await shown.getAttribute("data-value"));
      await part(page, "matters");
      const { value, gain } = await outcome(page, CHANGES[0]);
      near(gain, value - ran, "against the network that runs");
      await named(page, names[0]).getByTestId("own-use").click();
      await page.locator("[data-testid=own][data-shown=true]").filter({ hasText: names[0] }).waitFor();
      await part(page, "expected");
      await page.waitForFunction(([selector, value]) => {
        const found = Number(document.querySelector(selector)?.dataset.value);
        return Math.abs(found - value) < 1e-9;
      }, [`[data-testid=expected-settings] [data-setting=own] [data-series=${SCHEME}]`, value]);
      await measured(page);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("trials that are cancelled in the laboratory say so, and the next ones are trained at once", async () => {
  await withPage({}, async ({ page, open }) => {
    await analysed(page, open, 1);
    await fillIn(page, { epochs: 500, skip: "watch→f" });
    await page.getByTestId("more-train").click();
    await page.locator("[data-testid=trial-table] tr[data-stage=training]").waitFor();
    await tab(page, "train");
    const jobs = page.locator("[data-testid=job]");
    const before = await jobs.count();
    assert.equal(before, 2, "one for the change, one to compare it with");
    for (let left = before; left > 0; left -= 1) {
      await jobs.nth(left - 1).getByTestId("job-cancel").click();
      await jobs.nth(left - 1).waitFor({ state: "detached" });
    }
    for (const change of ["unchanged", "with watch → f"]) {
      const row = page.locator(`[data-testid=trial-table] tr[data-change="${change}"][data-stage=failed]`);
      await row.waitFor({ timeout: 15_000 });
      assert.match(await row.innerText(), /given up in the laboratory/);
      assert.equal(await row.getAttribute("data-value"), null, "it was not measured");
    }
    assert.equal(await page.locator(`${PAGE}[data-bundle=own]`).count(), 1, "what ran before still does");
    await fillIn(page, { epochs: 1, skip: "watch→f" });
    await page.getByTestId("more-train").click();
    const done = page.locator("[data-testid=trial-table] tr[data-change='with watch → f'][data-stage=measured]");
    await done.waitFor({ timeout: 30_000 });
    assert.ok(Number(await done.getAttribute("data-value")) > 0.1);
  });
});

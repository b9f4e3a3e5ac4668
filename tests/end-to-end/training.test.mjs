// Training what was drawn: it learns in the browser, runs live, and its figures are those of the command line; whatever
// goes wrong on the way ends in a sentence and loses nothing.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { closeBrowser, holdDevices, withPage } from "./browser.mjs";
import { NETWORK, PAGE, savedFile, waitFor } from "./editor.mjs";
import { evaluated, trained } from "./figures.mjs";
import { LAB, TINY, broader, drawTwoSensors, exported, job, openDocument, openLab, own, passes, runsLive, tab, train } from "./lab.mjs";

after(closeBrowser);

const BOTH = ["vanilla", "resilinet-plus"];

/** Opens a network, if no other is given the smallest of all, and begins to train it. */
async function trainTiny(page, epochs, schemes = ["vanilla"], document = TINY) {
  await page.locator(PAGE).waitFor();
  await openDocument(page, document);
  await openLab(page);
  await train(page, { schemes, epochs });
}

async function figure(page, scheme, name) {
  return Number(await page.locator(`[data-testid=answers] [data-scheme=${scheme}]`).getAttribute(`data-${name}`));
}

/** The page's accuracies of a scheme, for the nodes that are down, are those of the command line on the exported bundle. */
async function holdToCommandLine(page, scheme, zip, down) {
  const report = evaluated(zip, down);
  const found = await figure(page, scheme, "accuracy");
  const distance = Math.abs(found - report.accuracy) * report.n;
  assert.ok(distance <= report.near_ties + 1e-6, `${scheme} with ${down.join()} down: the page has ${found}, the command line ${report.accuracy}`);
  assert.equal(await figure(page, scheme, "n"), report.n);
}

test("a network that was just drawn is trained under two schemes, runs live, and its figures are those of the exported bundles", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deepfog-trained-"));
  try {
    await withPage({}, async ({ page, open }) => {
      await open();
      await drawTwoSensors(page);
      assert.equal(await page.locator(PAGE).getAttribute("data-bundle"), null);
      const document = JSON.parse((await savedFile(page)).text);
      await openLab(page);
      await train(page, { schemes: BOTH, epochs: 6, seed: 3 });
      await job(page, BOTH[0]).waitFor();
      // While it trains, the page goes on.
      await page.locator("[data-testid=mode] input[value=break]").check();
      await page.locator(`${NETWORK} [data-node="e1"]`).click();
      await page.locator(`${NETWORK} [data-node="e1"][data-state=down]`).waitFor();
      await page.locator(`${NETWORK} [data-node="e1"]`).click();
      await runsLive(page, BOTH);
      await page.locator(`${PAGE}[data-swept=true]`).waitFor({ timeout: 120_000 });
      const zips = {};
      for (const scheme of BOTH) {
        const file = await exported(page, scheme);
        assert.match(file.name, /\.zip$/);
        zips[scheme] = join(folder, `${scheme}.zip`);
        await copyFile(file.path, zips[scheme]);
      }
      for (const down of [[], ["e1"], ["f1"]]) {
        for (const name of down) await page.locator(`${NETWORK} [data-node="${name}"]`).click();
        await page.locator(`${PAGE}[data-waiting=false]`).waitFor();
        for (const scheme of BOTH) await holdToCommandLine(page, scheme, zips[scheme], down);
        for (const name of down) await page.locator(`${NETWORK} [data-node="${name}"]`).click();
      }
      // Natively with the same seed and settings: the same accuracy within a point.
      await writeFile(join(folder, "drawn.json"), JSON.stringify(document));
      for (const scheme of BOTH) {
        const native = trained(join(folder, "drawn.json"), scheme, join(folder, "native"), { epochs: 6, seed: 3 });
        const here = evaluated(zips[scheme], []);
        assert.ok(Math.abs(native.accuracy - here.accuracy) < 0.01, `${scheme}: ${native.accuracy} natively, ${here.accuracy} in the browser`);
      }
      // Another tab of the same browser has them too; then they are imported again from the file.
      await tab(page, "networks");
      await own(page, BOTH[0]).locator("[data-testid=own-delete]").click();
      await own(page, BOTH[0]).waitFor({ state: "detached" });
      await page.locator(`${PAGE}[data-schemes="resilinet-plus"]`).waitFor();
      await page.locator("[data-testid=import-file]").setInputFiles(zips[BOTH[0]]);
      await own(page, BOTH[0]).waitFor();
      await runsLive(page, BOTH);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a training that is cancelled leaves nothing; one that is finished early keeps its best", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await trainTiny(page, 1_000);
    await passes(page, "vanilla", 2);
    await page.locator("[data-testid=job-pause]").click();
    await page.locator("[data-testid=job][data-status=paused]").waitFor();
    const epoch = await job(page, "vanilla").getAttribute("data-epoch");
    await page.waitForTimeout(1_500);
    assert.equal(await job(page, "vanilla").getAttribute("data-epoch"), epoch, "it waits");
    await page.locator("[data-testid=job-resume]").click();
    await passes(page, "vanilla", Number(epoch) + 2);
    await page.locator("[data-testid=job-cancel]").click();
    await job(page, "vanilla").waitFor({ state: "detached" });
    assert.equal(await page.locator(PAGE).getAttribute("data-bundle"), null);

    await train(page, { schemes: ["vanilla"], epochs: 1_000 });
    await passes(page, "vanilla", 3);
    await page.locator("[data-testid=job-finish]").click();
    await runsLive(page, ["vanilla"]);
  });
});

test("a reload in the middle of a training goes on from the last checkpoint", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    page.on("dialog", (dialog) => dialog.accept());
    await trainTiny(page, 1_000);
    await passes(page, "vanilla", 8);
    await page.waitForTimeout(6_000);
    await page.reload();
    await page.locator("[data-testid=unfinished]").waitFor({ timeout: 60_000 });
    await page.locator("[data-testid=unfinished] button").first().click();
    await page.locator(LAB).waitFor();
    await page.locator("[data-testid=job][data-status=running]").waitFor({ timeout: 60_000 });
    await passes(page, "vanilla", 1);
    assert.ok(Number(await job(page, "vanilla").getAttribute("data-epoch")) >= 8, "it did not begin again");
    await page.locator("[data-testid=job-finish]").click();
    await runsLive(page, ["vanilla"]);
  });
});

test("a worker that dies is noticed and told, and the training goes on from its checkpoint", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await trainTiny(page, 1_000);
    await passes(page, "vanilla", 5);
    await page.waitForTimeout(6_000);
    const worker = page.workers().find((worker) => worker.url().includes("trainer.js"));
    assert.ok(worker, "a worker trains");
    await worker.evaluate(() => self.close());
    const failed = page.locator("[data-testid=job][data-status=failed]");
    await failed.waitFor({ timeout: 60_000 });
    assert.match(await failed.innerText(), /stopped/i);
    const epoch = Number(await failed.getAttribute("data-epoch"));
    await failed.locator("[data-testid=job-resume]").click();
    await page.locator("[data-testid=job][data-status=running]").waitFor({ timeout: 60_000 });
    await passes(page, "vanilla", epoch + 1);
    await page.locator("[data-testid=job-finish]").click();
    await runsLive(page, ["vanilla"]);
  });
});

test("a device that takes nothing more: the training ends all the same, and the bundle is saved as a file", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator(PAGE).waitFor();
    const session = await page.context().newCDPSession(page);
    // It must still be at work when the browser next looks at the quota, which it does twice a minute at most.
    await trainTiny(page, 1_000, ["vanilla"], broader(TINY, 256));
    await passes(page, "vanilla", 2);
    await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, quotaSize: 1 });
    const word = page.locator("[data-testid=lab-word][data-kind=fault]");
    await word.waitFor({ timeout: 120_000 });
    assert.match(await word.innerText(), /(full|room|space)/i);
    await page.locator("[data-testid=job-finish]").click();
    const save = page.locator("[data-testid=job-save]");
    await save.waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
    const folder = await mkdtemp(join(tmpdir(), "deepfog-saved-"));
    try {
      await download.saveAs(join(folder, "saved.zip"));
      const report = evaluated(join(folder, "saved.zip"), []);
      assert.ok(report.accuracy > 0.2, `it has learned: ${report.accuracy}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test("what is imported is checked, and a damaged file is refused in a sentence", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator(PAGE).waitFor();
    await openLab(page);
    await tab(page, "networks");
    await page.locator("[data-testid=import-file]").setInputFiles({ name: "broken.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") });
    const word = page.locator("[data-testid=lab-word][data-kind=fault]");
    await word.waitFor();
    assert.match(await word.innerText(), /broken\.zip/);
    assert.equal(await page.locator("[data-testid=own]").count(), 0);
  });
});

test("an edit makes a trained network stale, says what changed, and what is the same begins the next training", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await trainTiny(page, 2);
    await runsLive(page, ["vanilla"]);
    await page.locator("[data-testid=mode] input[value=draw]").check();
    await page.locator(`${NETWORK} [data-node="f"]`).focus();
    await page.keyboard.press("Control+d");
    await waitFor(page, { nodes: 5 });
    assert.equal(await page.locator(PAGE).getAttribute("data-bundle"), null, "the trained network fits no more");
    await tab(page, "networks");
    await page.locator("[data-testid=own][data-fits=false]").waitFor();
    await page.locator("[data-tool=undo]").click();
    await runsLive(page, ["vanilla"]);
    await page.locator("[data-testid=own][data-fits=true]").waitFor();
  });
});

test("every subset of the skips is trained and measured, and two networks are compared", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await trainTiny(page, 2, BOTH);
    await runsLive(page, BOTH);
    await tab(page, "compare");
    const keys = await page.locator("[data-testid=compare-a] option").evaluateAll((options) => options.map((option) => option.value).filter((value) => value.startsWith("own:")));
    assert.equal(keys.length, 2);
    await page.locator("[data-testid=compare-a]").selectOption(keys[0]);
    await page.locator("[data-testid=compare-b]").selectOption(keys[1]);
    await page.locator("[data-testid=comparison][data-ready=true]").waitFor({ timeout: 120_000 });
    const rows = page.locator("[data-testid=comparison] tr[data-pattern]");
    assert.equal(await rows.count(), 4, "two nodes can fail in four ways");

    await tab(page, "study");
    await page.locator("[data-testid=study-form] input[value=epochs]").check();
    await page.locator("[data-testid=study-epochs]").fill("2");
    await page.locator("[data-testid=study-start]").click();
    const study = page.locator("[data-testid=study]");
    await study.waitFor();
    await page.locator('[data-testid=study][data-measured="2"]').waitFor({ timeout: 180_000 });
    const figures = await page.locator("[data-testid=study-row]").evaluateAll((rows) => rows.map((row) => [row.dataset.skips, Number(row.dataset.accuracy)]));
    assert.deepEqual(figures.map(([skips]) => skips).toSorted(), ["0", "1"]);
    for (const [, accuracy] of figures) assert.ok(accuracy > 0.1 && accuracy <= 1);
  });
});

test("a network that was just trained joins those that run, which are neither fetched nor measured again", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await trainTiny(page, 2);
    await runsLive(page, ["vanilla"]);
    const swept = page.locator(`${PAGE}[data-swept=true]`);
    await swept.waitFor({ timeout: 60_000 });
    const fetched = [];
    page.on("request", (request) => fetched.push(request.url()));
    await train(page, { schemes: ["resilinet-plus"], epochs: 2 });
    await runsLive(page, BOTH);
    await swept.waitFor({ timeout: 60_000 });
    const headers = fetched.filter((url) => url.includes("packs/smartwatch/pack.json"));
    assert.equal(headers.length, 1, "the training worker alone fetches the test samples");
  });
});

test("WebGPU trains where a person wants it, and gives what the command line gives", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deepfog-webgpu-"));
  try {
    await withPage({ webgpu: true }, async ({ page, open }) => {
      await open();
      await page.locator(PAGE).waitFor();
      await openDocument(page, TINY);
      await openLab(page);
      await train(page, { schemes: ["vanilla"], epochs: 3, seed: 3, engine: "webgpu" });
      await page.getByTestId("job-facts").filter({ hasText: "WebGPU" }).waitFor({ timeout: 60_000 });
      await runsLive(page, ["vanilla"]);
      const file = await exported(page, "vanilla");
      await copyFile(file.path, join(folder, "gpu.zip"));
      await writeFile(join(folder, "drawn.json"), JSON.stringify(TINY));
      const native = trained(join(folder, "drawn.json"), "vanilla", join(folder, "native"), { epochs: 3, seed: 3 });
      const here = evaluated(join(folder, "gpu.zip"), []);
      assert.ok(Math.abs(native.accuracy - here.accuracy) < 0.01, `${native.accuracy} natively, ${here.accuracy} on WebGPU`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("WebGPU that measures slower leaves training to the CPU, and both are told", async () => {
  await withPage({ webgpu: true }, async ({ page, open }) => {
    await open();
    await trainTiny(page, 1_000, ["vanilla"], broader(TINY, 256));
    // Here it is computed in software: on a busy machine it may even not answer in time.
    const told = /CPU(?!.*no WebGPU here).*WebGPU/;
    await page.getByTestId("job-facts").filter({ hasText: told }).waitFor({ timeout: 120_000 });
    await passes(page, "vanilla", 2);
    await page.locator("[data-testid=job-finish]").click();
    await runsLive(page, ["vanilla"]);
  });
});

test("a GPU that is lost in the middle is told, and the CPU goes on", async () => {
  await withPage({ webgpu: true }, async ({ page, open }) => {
    await holdDevices(page, "trainer.js");
    await open();
    await page.locator(PAGE).waitFor();
    await openDocument(page, TINY);
    await openLab(page);
    await train(page, { schemes: ["vanilla"], epochs: 1_000, engine: "webgpu" });
    await passes(page, "vanilla", 1);
    const worker = page.workers().find((worker) => worker.url().includes("trainer.js"));
    await worker.evaluate(() => self.heldDevice.destroy());
    const word = page.locator("[data-testid=lab-word][data-kind=fault]");
    await word.waitFor({ timeout: 60_000 });
    assert.match(await word.innerText(), /CPU.*graphics processor was lost/i);
    await passes(page, "vanilla", Number(await job(page, "vanilla").getAttribute("data-epoch")) + 2);
    await page.locator("[data-testid=job-finish]").click();
    await runsLive(page, ["vanilla"]);
  });
});

// A newcomer's way through the page: real samples, failures by mouse and by key, figures that are those of the
// command line.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, withPage } from "./browser.mjs";
import { SCHEMES, deepfog } from "./figures.mjs";

after(closeBrowser);

const PAGE = "[data-testid=page]";

/** Waits until every scheme is measured under all failures on all samples. */
async function swept(page) {
  await page.locator(`${PAGE}[data-swept=true][data-bundles="4"]`).waitFor({ timeout: 240_000 });
}

/** Waits until the answer shown is that of the present sample and failures. */
async function answered(page) {
  await page.locator(`${PAGE}[data-waiting=false]`).waitFor();
}

function card(page, scheme) {
  return page.locator(`[data-testid=answers] [data-scheme=${scheme}]`);
}

async function figure(locator, name) {
  return Number(await locator.getAttribute(`data-${name}`));
}

function node(page, name) {
  return page.locator(`[data-testid=network] [data-node=${name}]`);
}

/** Two engines may answer otherwise only on samples whose two best logits nearly tie. */
function sameAccuracy(found, report, what) {
  const distance = Math.abs(found - report.accuracy) * report.n;
  assert.ok(distance <= report.near_ties + 1e-6, `${what}: the page has ${found}, the command line ${report.accuracy}`);
}

/** Holds every card of the page to the command line, for the nodes that are down. */
async function holdToCommandLine(page, preset, down) {
  for (const scheme of SCHEMES) {
    const options = down.length > 0 ? ["--down", down.join(",")] : [];
    const report = deepfog("evaluate", preset, scheme, ...options);
    const answer = card(page, scheme);
    const what = `${preset}/${scheme} with ${down.join(", ") || "nothing"} down`;
    assert.equal(await figure(answer, "n"), report.n, what);
    sameAccuracy(await figure(answer, "accuracy"), report, what);
    assert.ok(Math.abs((await figure(answer, "null")) - report.random_guess) < 1e-9, what);
    if (report.near_ties === 0) {
      assert.ok(Math.abs((await figure(answer, "low")) - report.interval.low) < 1e-9, what);
      assert.ok(Math.abs((await figure(answer, "high")) - report.interval.high) < 1e-9, what);
    }
    const guessed = (await answer.getAttribute("data-answer")) === "guess";
    assert.equal(guessed, !report.answered, `${what}: an answer only where a path lives`);
  }
}

test("the page opens on the smallest network with a live answer to a real image", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await answered(page);
    assert.equal(await page.locator(PAGE).getAttribute("data-preset"), "smallest");
    for (const name of ["camera", "e", "f", "cloud"]) {
      assert.equal(await node(page, name).getAttribute("data-state"), "up");
    }
    assert.match(await page.getByTestId("true-class").innerText(), /\w{3}/);
  });
});

for (const [preset, downs] of [
  ["smallest", [["f"], ["e", "f"]]],
  ["sensor-chain", [["f2"], ["f2", "f1"], ["e", "f2", "f1"]]],
]) {
  test(`${preset}: nodes fail and recover by mouse, and the figures are those of the command line`, async () => {
    await withPage({ path: `?preset=${preset}` }, async ({ page, open }) => {
      await open();
      await swept(page);
      await answered(page);
      await holdToCommandLine(page, preset, []);
      for (const down of downs) {
        for (const name of down) await node(page, name).click();
        await answered(page);
        for (const name of down) assert.equal(await node(page, name).getAttribute("data-state"), "down");
        await holdToCommandLine(page, preset, down);
        await page.getByTestId("restore-all").click();
        await page.locator(`${PAGE}[data-pattern="0"]`).waitFor();
      }
    });
  });
}

test("expected accuracy under every setting is that of the command line", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await swept(page);
    const sweeps = SCHEMES.map((scheme) => [scheme, deepfog("sweep", "sensor-chain", scheme)]);
    for (const setting of ["No failure", "Normal", "Poor", "Hazardous"]) {
      await page.locator(`[data-testid=settings] input[value="${setting}"]`).check({ force: true });
      for (const [scheme, sweep] of sweeps) {
        const expected = sweep.expected.find((row) => row.setting === setting).accuracy;
        // Each near tie may move one pattern's accuracy by 1/n.
        const slack = Math.max(...sweep.patterns.map((pattern) => pattern.near_ties)) / sweep.n + 1e-9;
        const shown = await figure(page.locator(`[data-testid=expected] [data-scheme=${scheme}]`), "expected");
        assert.ok(Math.abs(shown - expected) <= slack, `${scheme} under ${setting}: ${shown}, not ${expected}`);
        assert.ok(Math.abs((await figure(card(page, scheme), "expected")) - expected) <= slack);
      }
    }
  });
});

test("nodes fail and recover by the keyboard alone", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await swept(page);
    await node(page, "watch").focus();
    // The graph is walked by place: watch, e, f2.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("data-node")), "f2");
    for (const [key, state] of [["f", "down"], ["Enter", "up"], [" ", "down"]]) {
      await page.keyboard.press(key);
      await page.locator(`[data-testid=network] [data-node=f2][data-state=${state}]`).waitFor();
    }
    await answered(page);
    assert.match(await page.getByTestId("announcement").innerText(), /f2/);
    await holdToCommandLine(page, "sensor-chain", ["f2"]);
    assert.match(await page.getByTestId("sentence").innerText(), /f2 is down.*Vanilla/s);
    await page.keyboard.press("r");
    await page.locator(`${PAGE}[data-pattern="0"]`).waitFor();
    // A letter does nothing outside of the graph.
    await page.getByTestId("step").focus();
    await page.keyboard.press("f");
    assert.equal(await page.locator(PAGE).getAttribute("data-pattern"), "0");
  });
});

test("the list has the same powers as the drawing, and random failures follow the setting", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await answered(page);
    const toggle = page.locator("[data-testid=failure-list] [data-toggle=e]");
    await toggle.click();
    assert.equal(await node(page, "e").getAttribute("data-state"), "down");
    assert.equal(await toggle.getAttribute("aria-pressed"), "true");
    await toggle.click();
    await page.locator('[data-testid=settings] input[value="No failure"]').check({ force: true });
    assert.equal(await page.getByTestId("fail-at-random").getAttribute("aria-disabled"), "true");
    await page.getByText("Under No failure nothing fails at random").waitFor();
    await page.locator('[data-testid=settings] input[value="Hazardous"]').check({ force: true });
    const seen = new Set();
    for (let draw = 0; draw < 40; draw += 1) {
      await page.getByTestId("fail-at-random").click();
      seen.add(await page.locator(PAGE).getAttribute("data-pattern"));
    }
    // Two nodes with .80 and .85: 40 draws without a failure have a chance below 1e-6.
    assert.ok(seen.size > 1, `only the patterns ${[...seen]}`);
  });
});

test("samples are stepped, picked by number and by class, and played", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await swept(page);
    const input = page.getByTestId("input");
    const number = () => input.getAttribute("data-sample").then(Number);
    assert.equal(await number(), 1);
    await page.getByTestId("step").click();
    assert.equal(await number(), 2);
    await page.getByTestId("back").click();
    await page.getByTestId("back").click();
    assert.equal(await number(), 1000, "before the first comes the last");
    await page.getByTestId("sample-number").fill("321");
    await page.getByTestId("sample-number").press("Enter");
    assert.equal(await number(), 321);
    await page.getByTestId("class-choice").selectOption({ label: "Bag" });
    await page.getByTestId("step").click();
    assert.equal(await page.getByTestId("true-class").innerText(), "Bag");
    const before = await number();
    await page.getByTestId("play").click();
    await page.waitForFunction(
      (start) => document.querySelector("[data-testid=input]").dataset.sample !== String(start), before);
    await page.getByTestId("play").click();
    assert.equal(await page.getByTestId("stream").getAttribute("data-playing"), "false");
    await answered(page);
    assert.equal(await page.getByTestId("true-class").innerText(), "Bag");
  });
});

test("presets are chosen by name and by task", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=task] input[value=smartwatch]").check({ force: true });
    await page.getByTestId("preset").selectOption({ label: "Two sensors" });
    await page.locator(`${PAGE}[data-preset=two-sensors]`).waitFor();
    await answered(page);
    assert.equal(await node(page, "gyroscope").getAttribute("data-tier"), "source");
    await page.locator("[data-testid=task] input[value=fashion-mnist]").check({ force: true });
    await answered(page);
    assert.equal(await page.locator(PAGE).getAttribute("data-preset"), "smallest");
  });
});

test("a link brings a colleague to the same sight", async () => {
  await withPage({ path: "?preset=sensor-chain&down=f2,f1&sample=7&setting=Poor" }, async ({ page, open }) => {
    await open();
    await answered(page);
    assert.equal(await node(page, "f2").getAttribute("data-state"), "down");
    assert.equal(await node(page, "f1").getAttribute("data-state"), "down");
    assert.equal(await page.getByTestId("input").getAttribute("data-sample"), "7");
    assert.ok(await page.locator('[data-testid=settings] input[value="Poor"]').isChecked());
    await node(page, "f1").click();
    await page.waitForFunction(() => !location.search.includes("f1"));
    await page.reload();
    await answered(page);
    assert.equal(await node(page, "f2").getAttribute("data-state"), "down");
    assert.equal(await node(page, "f1").getAttribute("data-state"), "up");
  });
});

test("a link that makes no sense is told and changes nothing", async () => {
  await withPage({ path: "?preset=<b>nowhere&down=cloud,zz&sample=-3&setting=Sunny" }, async ({ page, open }) => {
    await open();
    await answered(page);
    assert.equal(await page.locator(PAGE).getAttribute("data-preset"), "smallest");
    assert.equal(await page.locator(PAGE).getAttribute("data-pattern"), "0");
    assert.ok((await page.getByTestId("link-fault").count()) > 0);
  });
});

for (const [what, pattern, kind, words] of [
  ["a bundle that is missing", /^models\/smallest\/vanilla\/manifest\.json$/, "missing", /could not be downloaded/],
  ["a bundle's file that is corrupt", /^models\/smallest\/vanilla\/.*\.onnx$/, "corrupt", /cannot be used.*sha256/s],
  ["a manifest that is cut short", /^models\/smallest\/vanilla\/manifest\.json$/, "cut", /could not be downloaded|cannot be used/],
  ["a pack's chunk that is corrupt", /^models\/packs\/fashion-mnist\/chunk-000\.bin$/, "corrupt", /sample pack cannot be used/],
  ["a refused connection", /^models\/packs\/fashion-mnist\/pack\.json$/, "refused", /could not be downloaded/],
]) {
  test(`${what} gives a sentence and a retry that works`, async () => {
    // The worker fetches: what fails there stands in no console of the page.
    await withPage({}, async ({ page, site, open }) => {
      site.fault(pattern, kind);
      await open();
      await page.getByTestId("fault").first().waitFor();
      assert.match(await page.getByTestId("notices").innerText(), words);
      site.heal();
      await page.getByTestId("retry").first().click();
      await swept(page);
      assert.equal(await page.getByTestId("fault").count(), 0);
    });
  });
}

test("a worker that cannot be started gives a sentence and a retry that works", async () => {
  await withPage({ expected: [/^exception: CompileError/] }, async ({ page, site, open }) => {
    site.fault(/^deepfog-worker.*\.wasm$/, "corrupt");
    await open();
    await page.locator(`${PAGE}[data-engine=failed]`).waitFor();
    assert.ok(await page.getByTestId("fault").first().isVisible());
    site.heal();
    await page.getByTestId("retry").first().click();
    await answered(page);
  });
});

test("a hovered node shows its units, its output, its parameters and the bytes it sends", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await answered(page);
    await node(page, "e").hover();
    const facts = page.getByTestId("inspector");
    await facts.getByText("convolution", { exact: false }).first().waitFor();
    const text = await facts.innerText();
    assert.match(text, /parameters/i);
    assert.match(text, /\d[\d.]*\sk?B per sample/);
    await facts.locator(".heat-map svg").waitFor();
  });
});

for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
  test(`nothing is cut off at ${width} × ${height}`, async () => {
    await withPage({ context: { viewport: { width, height } } }, async ({ page, open }) => {
      await open();
      await answered(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than its window`);
    });
  });
}

// The editor's tools and forms: what a graph editor is expected to have, and what a network needs beside it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, withPage } from "./browser.mjs";
import { NETWORK, PAGE, count, drawnLinks, emptyPage, middle, node, port, savedFile, waitFor } from "./editor.mjs";
import { centre, drag, press, touch } from "./pointer.mjs";

after(closeBrowser);

async function draw(page) {
  await page.locator("[data-testid=mode] input[value=draw]").check();
}

function viewBox(page) {
  return page.locator(`${NETWORK} > svg`).first().getAttribute("viewBox");
}

async function tool(page, name) {
  await page.locator(`[data-tool=${name}]`).click();
}

/** The topology as it would be saved. */
async function topology(page) {
  return JSON.parse((await savedFile(page)).text).topology;
}

async function field(page, name, value) {
  const input = page.locator(`[data-field="${name}"]`);
  await input.fill(value);
  await input.press("Enter");
}

test("a hyperconnection that is dropped beside a node joins it; one that would close a circle does not", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await draw(page);
    const box = await page.locator(`${NETWORK} [data-node="cloud"] .node-box`).boundingBox();
    await drag(page, await port(page, "e"), { x: box.x + box.width / 2, y: box.y - 15 });
    await page.locator(`${NETWORK} [data-link="e→cloud"][data-kind=skip]`).waitFor({ state: "attached" });
    const links = await count(page, "links");
    await drag(page, await port(page, "f1"), await middle(page, "e"));
    await page.locator("[data-testid=word][data-word=refused]").waitFor();
    assert.equal(await count(page, "links"), links);
  });
});

/** The view once it stays as it is: the pane's size follows what else comes onto the page. */
async function settledViewBox(page) {
  let [seen, since] = [null, 0];
  while (since < 5) {
    const found = await viewBox(page);
    since = found === seen ? since + 1 : 0;
    seen = found;
    await page.waitForTimeout(100);
  }
  return seen;
}

test("the view pans with Space and with the pane, zooms with the wheel and by fingers, and fits; none of it is an edit", async () => {
  await withPage({ path: "?preset=four-cameras" }, async ({ page, open }) => {
    await open();
    await draw(page);
    const whole = await settledViewBox(page);
    const e1 = await middle(page, "e1");
    await page.mouse.move(e1.x, e1.y);
    for (let step = 0; step < 8; step += 1) await page.mouse.wheel(0, -240);
    await page.locator("[data-testid=minimap]").waitFor();
    assert.notEqual(await viewBox(page), whole);
    const zoomed = await viewBox(page);
    await node(page, "e1").focus();
    const from = await middle(page, "e1");
    await page.keyboard.down("Space");
    await drag(page, from, { x: from.x + 60, y: from.y + 40 });
    await page.keyboard.up("Space");
    assert.notEqual(await viewBox(page), zoomed, "Space and a drag on a node move the view");
    const before = await viewBox(page);
    const map = await centre(page, "[data-testid=minimap]");
    await page.mouse.click(map.x + 30, map.y + 10);
    assert.notEqual(await viewBox(page), before, "the minimap moves the view");
    await tool(page, "fit");
    assert.equal(await viewBox(page), whole);
    assert.equal(await count(page, "steps"), 0);
  });
  await withPage({ path: "?preset=four-cameras", context: { hasTouch: true } }, async ({ page, open }) => {
    await open();
    await draw(page);
    const whole = await settledViewBox(page);
    const pane = await page.locator(NETWORK).boundingBox();
    await touch(page).pinch({ x: pane.x + pane.width / 2, y: pane.y + pane.height - 60 }, 60, 200);
    assert.notEqual(await viewBox(page), whole);
    assert.equal(await count(page, "steps"), 0);
  });
});

test("nodes are moved, aligned to tiers, and laid out automatically again", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await draw(page);
    const before = await middle(page, "f2");
    await drag(page, before, { x: before.x + 30, y: before.y + 120 });
    const moved = await middle(page, "f2");
    assert.ok(Math.abs(moved.y - before.y - 120) < 14, `${moved.y - before.y}`);
    assert.ok((await topology(page)).nodes.every((drawn) => drawn.position), "the whole drawing is pinned");
    assert.equal(await page.locator(PAGE).getAttribute("data-bundle"), "sensor-chain", "places change no network");
    await tool(page, "align");
    await waitFor(page, { steps: 2 });
    await tool(page, "layout");
    await waitFor(page, { steps: 3 });
    assert.ok((await topology(page)).nodes.every((drawn) => !drawn.position));
    const again = await middle(page, "f2");
    assert.ok(Math.hypot(again.x - before.x, again.y - before.y) < 2);
  });
});

test("a node's properties are changed where they stand, and a wrong one says why", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await draw(page);
    await node(page, "f2").focus();
    const name = page.locator("[data-field=name]");
    await name.fill("f 2");
    await name.press("Enter");
    await page.locator("[data-field=name][aria-invalid]").waitFor();
    assert.equal(await count(page, "steps"), 0, "nothing wrong is taken over");
    await name.fill("gateway");
    await name.press("Enter");
    await node(page, "gateway").waitFor();
    await field(page, "unit-1-width", "32");
    await page.locator("[data-do=add-unit]").click();
    await page.locator("[data-do=unit-up-3]").click();
    await field(page, "reliability-Poor", "0.5");
    const drawn = await topology(page);
    const gateway = drawn.nodes.find(({ id }) => id === "gateway");
    assert.equal(gateway.units.length, 3);
    assert.equal(gateway.units[0].width, 32);
    assert.equal(drawn.settings.find(({ name: setting }) => setting === "Poor").reliability.gateway, 0.5);
    await page.locator("[data-do=remove-unit-3]").click();
    assert.equal((await topology(page)).nodes.find(({ id }) => id === "gateway").units.length, 2);
    await page.locator("[data-field=tier]").selectOption("edge");
    await page.locator(`${NETWORK} [data-node="gateway"][data-tier=edge]`).waitFor();
  });
});

test("what a source senses is chosen by channel, and drawn on the image", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await draw(page);
    await node(page, "watch").focus();
    await page.locator("[data-field=channel-4]").uncheck();
    const watch = (await topology(page)).nodes.find(({ id }) => id === "watch");
    assert.deepEqual(watch.sense.channels, [0, 1, 2, 4, 5]);
  });
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator(`${PAGE}[data-bundles="4"]`).waitFor();
    await draw(page);
    await node(page, "camera").focus();
    const image = await page.locator("[data-testid=region-picker] svg").first().boundingBox();
    const at = (x, y) => ({ x: image.x + (image.width * x) / 28, y: image.y + (image.height * y) / 28 });
    await drag(page, at(7.5, 3.5), at(20.5, 16.5));
    const camera = (await topology(page)).nodes.find(({ id }) => id === "camera");
    const { top, left, height, width } = camera.sense.region;
    assert.ok(Math.abs(top - 3) <= 1 && Math.abs(left - 7) <= 1 && Math.abs(height - 14) <= 1 && Math.abs(width - 14) <= 1, JSON.stringify(camera.sense));
    await field(page, "width", "10");
    assert.equal((await topology(page)).nodes.find(({ id }) => id === "camera").sense.region.width, 10);
  });
});

test("a hyperconnection has a weight of its own, and is deleted", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await draw(page);
    await node(page, "e").focus();
    await press(page, "Alt+ArrowRight");
    await page.locator("[data-testid=link-form]").waitFor();
    await field(page, "weight", "0.25");
    assert.deepEqual((await topology(page)).weights.rule, "given");
    const links = await count(page, "links");
    await page.locator("[data-testid=link-form] [data-do=delete]").click();
    await waitFor(page, { links: links - 1 });
  });
});

test("skips are suggested for the whole and for one node, layers are spread over a path", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await emptyPage(page);
    for (const tier of ["source", "edge", "fog", "cloud"]) await page.locator(`[data-add=${tier}]`).click();
    for (const [from, to] of [["s1", "e1"], ["e1", "f1"], ["f1", "cloud"]]) await drag(page, await port(page, from), await middle(page, to));
    await waitFor(page, { links: 3 });
    await node(page, "e1").focus();
    await page.locator("[data-testid=node-form] [data-do=suggest-skips]").click();
    await waitFor(page, { links: 4 });
    await tool(page, "suggest-skips");
    await waitFor(page, { links: 5 });
    assert.deepEqual(Object.entries(await drawnLinks(page)).filter(([, kind]) => kind === "skip").map(([link]) => link).toSorted(), ["e1→cloud", "s1→f1"]);
    await page.locator(`${NETWORK} .node.selected`).first().waitFor();
    await page.keyboard.press("Escape");
    const pane = await page.locator(NETWORK).boundingBox();
    await page.mouse.click(pane.x + pane.width - 6, pane.y + 6);
    await page.locator("[data-testid=document-form]").waitFor();
    await field(page, "layers", "6");
    await page.locator("[data-do=spread]").click();
    const units = (await topology(page)).nodes.filter(({ tier }) => tier !== "source").map((drawn) => drawn.units?.length ?? 0);
    assert.equal(units.reduce((sum, of) => sum + of, 0), 6);
  });
});

test("the table has the powers of the drawing", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=table-switch]").click();
    const row = (name) => page.locator(`[data-testid=table] [data-row="${name}"]`);
    await row("f2").locator("[data-do=toggle]").click();
    await page.locator(`${NETWORK} [data-node="f2"][data-state=down]`).waitFor();
    await row("e").locator("[data-field=connect-e]").selectOption("cloud");
    await page.locator(`${NETWORK} [data-link="e→cloud"]`).waitFor({ state: "attached" });
    await row("e→cloud").locator("[data-do=delete]").click();
    await page.locator(`${NETWORK} [data-link="e→cloud"]`).waitFor({ state: "detached" });
    await page.locator("[data-testid=table] [data-do=add-fog]").click();
    await row("f3").waitFor();
    await row("f3").locator("[data-do=delete]").click();
    await row("f3").waitFor({ state: "detached" });
    assert.equal(await page.locator(PAGE).getAttribute("data-bundle"), "sensor-chain");
  });
});

test("a file is dropped on the page, and history is walked by name", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await emptyPage(page);
    await page.locator("[data-add=source]").click();
    await page.locator("[data-add=cloud]").click();
    const { text } = await savedFile(page);
    await page.locator("[data-testid=history] [data-step='1']").click();
    await waitFor(page, { nodes: 1, steps: 1 });
    await page.evaluate((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], "drawing.json", { type: "application/json" }));
      for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, text);
    await waitFor(page, { nodes: 2, steps: 0 });
  });
});

test("the keys are listed, and letters mean nothing outside of the drawing", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await draw(page);
    await node(page, "e").focus();
    await press(page, "?");
    await page.locator("[data-testid=help-dialog]").getByText("Ctrl + arrow keys").waitFor();
    await page.locator("[data-testid=close-help]").click();
    const nodes = await count(page, "nodes");
    await page.locator("[data-testid=table-switch]").focus();
    await press(page, "1", "2", "f", "Delete", "c");
    assert.equal(await count(page, "nodes"), nodes);
    assert.equal(await count(page, "pattern"), 0);
  });
});

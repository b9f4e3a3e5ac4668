// Drawing a network from an empty page: with the keyboard alone, with the mouse alone, by touch; undone, redone, saved,
// reopened, shared.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, withPage } from "./browser.mjs";
import {
  CAMERA_LINKS, CAMERA_NODES, NETWORK, PAGE, count, drawnLinks, emptyPage, focused, isCameraNetwork, middle, node, port, savedFile,
  sharedLink, waitFor, walkTo,
} from "./editor.mjs";
import { centre, drag, press, touch } from "./pointer.mjs";

after(closeBrowser);

const KEY_OF_TIER = { source: "1", edge: "2", fog: "3", cloud: "4" };

/** Presses Tab until the element that the selector finds has the focus. */
async function tabTo(page, selector) {
  for (let step = 0; step < 60; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await press(page, "Tab");
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

/** Takes everything back and does it again: empty, then as it was. What `undo` and `redo` do must lead to the page's attributes that they are given. */
async function undoneAndRedone(page, undo, redo) {
  const steps = await count(page, "steps");
  assert.ok(steps >= CAMERA_NODES.length + CAMERA_LINKS.length, `${steps} steps of history`);
  const before = await sharedLink(page);
  // One by one: what stands where changes with each.
  for (let step = 1; step <= steps; step += 1) await undo({ steps: steps - step });
  await waitFor(page, { nodes: 0, links: 0, steps: 0 });
  for (let step = 1; step <= steps; step += 1) await redo({ steps: step });
  await isCameraNetwork(page);
  assert.equal(await sharedLink(page), before, "redone to the last detail");
}

test("the camera network is drawn from an empty page with the keyboard alone", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator(PAGE).waitFor();
    await tabTo(page, "[data-testid=documents]");
    await press(page, "Enter");
    await tabTo(page, "[data-testid=new-image]");
    await press(page, "Enter");
    await waitFor(page, { nodes: 0, mode: "draw" });
    await tabTo(page, `${NETWORK} .ground`);
    for (const [tier] of CAMERA_NODES) await press(page, KEY_OF_TIER[tier]);
    await waitFor(page, { nodes: 15 });
    for (const [from, to] of CAMERA_LINKS) {
      await walkTo(page, from);
      await press(page, "c");
      await walkTo(page, to);
      await press(page, "Enter");
      await page.locator(`${NETWORK} [data-link="${from}→${to}"]`).waitFor({ state: "attached" });
      assert.equal(await focused(page), to, "the focus stays where the hyperconnection ends");
    }
    await isCameraNetwork(page);
    assert.equal(await count(page, "problems"), 0);
    await undoneAndRedone(page, async (then) => {
      await page.locator(`${NETWORK} [tabindex="0"]`).first().focus();
      await press(page, "Control+z");
      await waitFor(page, then);
    }, async (then) => {
      await press(page, "Control+Shift+Z");
      await waitFor(page, then);
    });
  });
});

test("the camera network is drawn with the mouse alone, saved, reopened, and shared by its link", async () => {
  let file = null;
  let link = null;
  await withPage({}, async ({ page, open }) => {
    await open();
    await emptyPage(page);
    const pane = await page.locator(NETWORK).boundingBox();
    const column = { source: 0.08, edge: 0.33, fog: 0.6, cloud: 0.92 };
    const rows = { source: 6, edge: 4, fog: 4, cloud: 1 };
    const done = { source: 0, edge: 0, fog: 0, cloud: 0 };
    for (const [tier] of CAMERA_NODES) {
      const place = { x: pane.x + pane.width * column[tier], y: pane.y + (pane.height * (done[tier] + 0.5)) / rows[tier] };
      done[tier] += 1;
      await drag(page, await centre(page, `[data-add=${tier}]`), place);
    }
    await waitFor(page, { nodes: 15 });
    for (const [at, [from, to]] of CAMERA_LINKS.entries()) {
      if (at % 2 === 0) {
        await drag(page, await port(page, from), await middle(page, to));
      } else {
        // Without a drag: a click on the dot, then on the node.
        const dot = await port(page, from);
        await page.mouse.click(dot.x, dot.y);
        const target = await middle(page, to);
        await page.mouse.click(target.x, target.y);
      }
      await page.locator(`${NETWORK} [data-link="${from}→${to}"]`).waitFor({ state: "attached" });
    }
    await isCameraNetwork(page);
    const clickTo = (name) => async (then) => {
      await page.locator(`[data-tool=${name}]`).click();
      await waitFor(page, then);
    };
    await undoneAndRedone(page, clickTo("undo"), clickTo("redo"));
    file = await savedFile(page);
    link = await sharedLink(page);
    assert.ok(link.length < 2_000, `the link has ${link.length} characters`);
    assert.equal(JSON.parse(file.text).version, 2);

    // A reload brings it back.
    await page.reload();
    await waitFor(page, { nodes: 15, links: CAMERA_LINKS.length });
    assert.deepEqual(JSON.parse((await savedFile(page)).text), JSON.parse(file.text));

    // Another document, then the file.
    await emptyPage(page);
    await page.locator("[data-testid=documents]").click();
    await page.locator("[data-testid=open-file]").setInputFiles({ name: "cameras.json", mimeType: "application/json", buffer: Buffer.from(file.text) });
    await waitFor(page, { nodes: 15, links: CAMERA_LINKS.length });
    assert.deepEqual(JSON.parse((await savedFile(page)).text), JSON.parse(file.text));
  });
  // A fresh profile.
  await withPage({ path: link.slice(link.indexOf("#")) }, async ({ page, open }) => {
    await open();
    await waitFor(page, { nodes: 15, links: CAMERA_LINKS.length });
    await isCameraNetwork(page);
    assert.deepEqual(JSON.parse((await savedFile(page)).text), JSON.parse(file.text));
  });
});

test("the camera network is drawn by touch", async () => {
  await withPage({ context: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } } }, async ({ page, open }) => {
    await open();
    const finger = touch(page);
    const tap = async (selector) => finger.tap(await centre(page, selector));
    // A machine that is very busy lifts the finger so late that it rested: then it taps again, as a person does.
    const tapTo = async (selector, then) => {
      for (let tries = 1; tries < 3; tries += 1) {
        await tap(selector);
        if (await waitFor(page, then, 8_000).then(() => true, () => false)) return;
      }
      await tap(selector);
      await waitFor(page, then);
    };
    await page.locator(PAGE).waitFor();
    await tap("[data-testid=documents]");
    await tap("[data-testid=new-image]");
    await waitFor(page, { nodes: 0, mode: "draw" });
    for (const [tier] of CAMERA_NODES) {
      const before = await count(page, "nodes");
      await tapTo(`[data-add=${tier}]`, { nodes: before + 1 });
    }
    for (const [at, [from, to]] of CAMERA_LINKS.entries()) {
      const begin = await port(page, from);
      const end = await centre(page, `${NETWORK} [data-node="${to}"] .node-box`);
      const start = await page.locator(`${NETWORK} [data-port="${from}"] .port-dot`).boundingBox();
      const inSight = start.y > 0 && start.y + start.height < 844;
      if (at % 2 === 0 && inSight) {
        await finger.drag({ x: start.x + start.width / 2, y: start.y + start.height / 2 }, end);
      } else {
        await finger.tap(await port(page, from));
        await finger.tap(await centre(page, `${NETWORK} [data-node="${to}"] .node-box`));
      }
      assert.ok(begin);
      await page.locator(`${NETWORK} [data-link="${from}→${to}"]`).waitFor({ state: "attached" });
    }
    await isCameraNetwork(page);
    await undoneAndRedone(page, (then) => tapTo("[data-tool=undo]", then), (then) => tapTo("[data-tool=redo]", then));
  });
});

test("a link that is dropped on the empty pane makes a node, joined", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await emptyPage(page);
    const pane = await page.locator(NETWORK).boundingBox();
    await drag(page, await centre(page, "[data-add=source]"), { x: pane.x + 80, y: pane.y + 80 });
    await waitFor(page, { nodes: 1 });
    await drag(page, await port(page, "s1"), { x: pane.x + 260, y: pane.y + 120 });
    await waitFor(page, { nodes: 2, links: 1 });
    assert.deepEqual(await drawnLinks(page), { "s1→e1": "normal" });
    const dropped = await middle(page, "e1");
    assert.ok(Math.hypot(dropped.x - (pane.x + 260), dropped.y - (pane.y + 120)) < 60, "it stands where it was dropped");
  });
});

test("the marquee, copies, the clipboard, and keys on what is selected", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=mode] input[value=draw]").check();
    const nodes = await count(page, "nodes");
    const links = await count(page, "links");
    const pane = await page.locator(NETWORK).boundingBox();
    await drag(page, { x: pane.x + 3, y: pane.y + 3 }, { x: pane.x + pane.width - 3, y: pane.y + pane.height - 3 }, { keys: ["Shift"] });
    assert.equal(await page.locator(`${NETWORK} [data-marked=true]`).count(), nodes);
    await page.locator(`${NETWORK} [data-node="e"]`).focus();
    await press(page, "Control+c", "Control+v");
    await waitFor(page, { nodes: 2 * nodes, links: 2 * links });
    await press(page, "Control+z");
    await waitFor(page, { nodes, links });
    await page.locator(`${NETWORK} [data-node="e"]`).focus();
    await press(page, "Escape", "Control+d");
    await waitFor(page, { nodes: nodes + 1 });
    await press(page, "Delete");
    await waitFor(page, { nodes });
    await page.locator(`${NETWORK} [data-node="e"]`).focus();
    const before = await middle(page, "e");
    await press(page, "Shift+ArrowDown", "Shift+ArrowDown");
    const moved = await middle(page, "e");
    assert.ok(moved.y > before.y + 5, "Shift and an arrow move the node");
    const steps = await count(page, "steps");
    await press(page, "Control+z");
    assert.equal(await count(page, "steps"), steps - 1, "nudges in a row are one step");
  });
});

test("keys walk along hyperconnections and create connected nodes", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await node(page, "watch").focus();
    await press(page, "Alt+ArrowRight");
    const first = await focused(page);
    assert.ok(first.startsWith("watch→"), first);
    await press(page, first === "watch→e" ? "Alt+ArrowDown" : "Alt+ArrowUp");
    const other = await focused(page);
    assert.deepEqual([first, other].toSorted(), ["watch→e", "watch→f2"]);
    await press(page, "Alt+ArrowRight");
    assert.equal(await focused(page), other.split("→")[1]);
    const nodes = await count(page, "nodes");
    await node(page, "f2").focus();
    await press(page, "Control+ArrowRight");
    await waitFor(page, { nodes: nodes + 1, mode: "draw" });
    const made = await focused(page);
    assert.equal((await drawnLinks(page))[`f2→${made}`], "normal");
    assert.equal(await node(page, made).getAttribute("data-tier"), "fog");
    await press(page, "f");
    await page.locator(`${NETWORK} [data-node="${made}"][data-state=down]`).waitFor();
  });
});

test("undoing back to a shipped network brings its trained networks back", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator(`${PAGE}[data-bundles="4"]`).waitFor();
    await page.locator("[data-testid=mode] input[value=draw]").check();
    await page.locator("[data-add=fog]").click();
    await page.locator(`${PAGE}:not([data-bundle])`).waitFor();
    assert.ok((await count(page, "problems")) > 0);
    await page.locator("[data-tool=undo]").click();
    await page.locator(`${PAGE}[data-bundle=smallest][data-bundles="4"]`).waitFor();
    await page.locator("[data-testid=mode] input[value=break]").check();
    await page.locator(`${PAGE}[data-waiting=false]`).waitFor();
    assert.equal(await page.locator("[data-testid=answers] [data-scheme=vanilla]").count(), 1);
  });
});

test("problems are listed, lead to their node, and are mended", async () => {
  await withPage({}, async ({ page, open }) => {
    await open();
    await emptyPage(page);
    for (const tier of ["source", "edge"]) await page.locator(`[data-add=${tier}]`).click();
    const problems = page.locator("[data-testid=problems] [data-problem=error]");
    await problems.first().waitFor();
    for (let step = 0; step < 12 && (await problems.count()) > 0; step += 1) {
      const before = await count(page, "steps");
      await page.locator("[data-testid=problems] [data-problem=error] [data-repair] button").first().click();
      await page.waitForFunction(([selector, steps]) => Number(document.querySelector(selector).dataset.steps) > steps, [PAGE, before]);
    }
    assert.equal(await problems.count(), 0);
    assert.equal(await count(page, "problems"), 0);
  });
});

test("what a drawing means is told without a model", async () => {
  await withPage({ path: "?preset=sensor-chain" }, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=mode] input[value=draw]").check();
    const row = page.locator("[data-testid=meaning] [data-setting=Hazardous]");
    assert.equal(Number(await row.getAttribute("data-without")).toFixed(4), "0.5304");
    assert.equal(Number(await row.getAttribute("data-with")).toFixed(4), "0.9326");
  });
});

test("own drawings survive a reload, and a link never overwrites them", async () => {
  let link = null;
  await withPage({}, async ({ page, open, site }) => {
    await open();
    await emptyPage(page);
    await page.locator("[data-add=source]").click();
    await page.locator("[data-add=cloud]").click();
    await waitFor(page, { nodes: 2 });
    link = await sharedLink(page);
    const own = await page.locator(PAGE).getAttribute("data-own");
    assert.ok(own);
    // The bare address comes back to it.
    await page.goto(site.address);
    await waitFor(page, { nodes: 2, own });
    // Somebody else's link opens beside it.
    await emptyPage(page);
    await page.locator("[data-add=edge]").click();
    const other = await page.locator(PAGE).getAttribute("data-own");
    assert.notEqual(other, own);
    await page.goto("about:blank");
    await page.goto(site.address + link.slice(link.indexOf("#")));
    await waitFor(page, { nodes: 2 });
    await page.locator("[data-testid=documents]").click();
    const kept = await page.locator("[data-document]").evaluateAll((items) => items.map((item) => item.dataset.document));
    assert.ok(kept.includes(own) && kept.includes(other), `${kept}`);
  });
});

test("files and links that are no documents are refused in words, and nothing changes", async () => {
  const cases = [
    ["nonsense", "nonsense"],
    ["later", JSON.stringify({ format: "deepfog", version: 99 })],
    ["cycle", JSON.stringify({ version: 1, title: "x", task: "smartwatch", nodes: [{ id: "a", tier: "edge" }, { id: "b", tier: "fog" }], links: [{ from: "a", to: "b" }, { from: "b", to: "a" }] })],
    ["markup", JSON.stringify({ version: 1, title: "x", task: "smartwatch", nodes: [{ id: "<img src=x onerror=alert(1)>", tier: "edge" }], links: [] })],
    ["large", " ".repeat(300_000)],
  ];
  await withPage({}, async ({ page, open }) => {
    await open();
    const before = await count(page, "nodes");
    for (const [name, text] of cases) {
      await page.locator("[data-testid=documents]").click();
      await page.locator("[data-testid=open-file]").setInputFiles({ name: `${name}.json`, mimeType: "application/json", buffer: Buffer.from(text) });
      const said = page.locator("[data-testid=file-fault], [data-testid=word][data-word=refused]").first();
      await said.waitFor();
      assert.ok((await said.innerText()).length > 20, name);
      if (await page.locator("[data-testid=close-documents]").isVisible()) await page.locator("[data-testid=close-documents]").click();
      const dismiss = page.locator("[data-testid=word] button");
      if (await dismiss.isVisible()) await dismiss.click();
      assert.equal(await count(page, "nodes"), before, name);
    }
  });
  for (const fragment of ["#d=", "#d=xyz", "#d=1AAAA", `#d=1${"A".repeat(120_000)}`]) {
    await withPage({ path: fragment }, async ({ page, open }) => {
      await open();
      await page.locator("[data-testid=link-fault]").waitFor();
      await page.locator(`${PAGE}[data-bundle=smallest]`).waitFor();
    });
  }
});

// Drawing in the page's editor, as a person does: what the tests of the editor share.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { centre, press } from "./pointer.mjs";

export const PAGE = "[data-testid=page]";
export const NETWORK = "[data-testid=network]";

/** The camera network of ResiliNet: six views of one scene. Nodes by tier, hyperconnections with their kind. */
export const CAMERAS = {
  nodes: { source: ["s1", "s2", "s3", "s4", "s5", "s6"], edge: ["e1", "e2", "e3", "e4"], fog: ["f1", "f2", "f3", "f4"], cloud: ["cloud"] },
  normal: ["s1→e1", "s2→e1", "s3→e2", "s4→e3", "s5→e3", "s6→e4", "e1→f3", "e2→f4", "e3→f4", "e4→f4", "f3→f2", "f4→f2", "f2→f1", "f1→cloud"],
  skip: ["e1→f2", "e2→f2", "e3→f2", "e4→f2", "f3→f1", "f4→f1", "f2→cloud"],
};

export const CAMERA_LINKS = [...CAMERAS.normal, ...CAMERAS.skip].map((link) => link.split("→"));
export const CAMERA_NODES = Object.entries(CAMERAS.nodes).flatMap(([tier, names]) => names.map((name) => [tier, name]));

export function node(page, name) {
  return page.locator(`${NETWORK} [data-node="${name}"]`);
}

/** The page's own account of a number. */
export async function count(page, what) {
  return Number(await page.locator(PAGE).getAttribute(`data-${what}`));
}

export async function waitFor(page, attributes, timeout = undefined) {
  const conditions = Object.entries(attributes).map(([name, value]) => `[data-${name}="${value}"]`);
  await page.locator(PAGE + conditions.join("")).waitFor({ timeout });
}

/** Kind of each drawn hyperconnection. */
export async function drawnLinks(page) {
  return page.locator(`${NETWORK} [data-link]`).evaluateAll((links) =>
    Object.fromEntries(links.map((link) => [link.dataset.link, link.dataset.kind])));
}

/** Holds what is drawn to the camera network. */
export async function isCameraNetwork(page) {
  const nodes = await page.locator(`${NETWORK} [data-node]`).evaluateAll((nodes) =>
    nodes.map((node) => [node.dataset.tier, node.dataset.node]));
  assert.deepEqual(nodes.toSorted(), CAMERA_NODES.toSorted());
  const kinds = Object.fromEntries([...CAMERAS.normal.map((link) => [link, "normal"]), ...CAMERAS.skip.map((link) => [link, "skip"])]);
  assert.deepEqual(await drawnLinks(page), kinds);
}

/** Opens the dialog of documents, reads the link that shares the present document, closes it. */
export async function sharedLink(page) {
  await page.locator("[data-testid=documents]").click();
  const link = await page.locator("[data-testid=shared-link]").inputValue();
  await page.locator("[data-testid=close-documents]").click();
  return link;
}

/** Saves the document as a file, and gives its text and its path. */
export async function savedFile(page) {
  await page.locator("[data-testid=documents]").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-testid=save-file]").click()]);
  await page.locator("[data-testid=close-documents]").click();
  const path = await download.path();
  return { text: await readFile(path, "utf8"), path, name: download.suggestedFilename() };
}

/** An empty page for images, chosen with the mouse. */
export async function emptyPage(page) {
  await page.locator("[data-testid=documents]").click();
  await page.locator("[data-testid=new-image]").click();
  await waitFor(page, { nodes: 0, mode: "draw" });
}

/** The name of the node that has the focus, or of the hyperconnection. */
export async function focused(page) {
  return page.evaluate(() => document.activeElement?.dataset.node ?? document.activeElement?.dataset.link ?? null);
}

/**
 * Walks to a node with the arrow keys, by the shortest way that a person sees: each key leads to the nearest node in
 * its direction. Fails when a key does not lead there.
 */
export async function walkTo(page, target) {
  for (let step = 0; step < 40; step += 1) {
    const here = await focused(page);
    if (here === target) return;
    const boxes = await page.locator(`${NETWORK} [data-node]`).evaluateAll((nodes) =>
      nodes.map((node) => {
        const box = node.querySelector(".node-box").getBoundingClientRect();
        return { name: node.dataset.node, x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }));
    const key = firstKey(boxes, here, target);
    assert.ok(key, `no way from ${here} to ${target} by arrow keys`);
    await press(page, key);
    await page.waitForFunction((before) => document.activeElement?.dataset.node !== before, here);
  }
  assert.fail(`did not come to ${target}`);
}

const AHEAD = {
  ArrowLeft: ({ x, y }) => [-x, y],
  ArrowRight: ({ x, y }) => [x, y],
  ArrowUp: ({ x, y }) => [-y, x],
  ArrowDown: ({ x, y }) => [y, x],
};

function nearest(boxes, from, key) {
  const reached = boxes
    .filter((box) => box !== from)
    .map((box) => {
      const [ahead, aside] = AHEAD[key]({ x: box.x - from.x, y: box.y - from.y });
      return { box, ahead, cost: ahead + 2 * Math.abs(aside) };
    })
    .filter(({ ahead }) => ahead > 2);
  return reached.toSorted((a, b) => a.cost - b.cost)[0]?.box;
}

function firstKey(boxes, here, target) {
  const start = boxes.find((box) => box.name === here);
  assert.ok(start, `the focus is on ${here}, which is no node`);
  const seen = new Set([start]);
  let border = [{ box: start, first: null }];
  while (border.length > 0) {
    const next = [];
    for (const { box, first } of border) {
      if (box.name === target) return first;
      for (const key of Object.keys(AHEAD)) {
        const reached = nearest(boxes, box, key);
        if (reached && !seen.has(reached)) {
          seen.add(reached);
          next.push({ box: reached, first: first ?? key });
        }
      }
    }
    border = next;
  }
  return null;
}

/** The dot beside a node from which hyperconnections are drawn. */
export async function port(page, name) {
  return centre(page, `${NETWORK} [data-port="${name}"] .port-dot`);
}

/** The middle of a node's box. */
export async function middle(page, name) {
  return centre(page, `${NETWORK} [data-node="${name}"] .node-box`);
}

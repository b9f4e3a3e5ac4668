// The laboratory, as a person uses it: what the tests of training share.
import { readFile } from "node:fs/promises";
import { NETWORK, PAGE, emptyPage, waitFor } from "./editor.mjs";
import { press } from "./pointer.mjs";

export const LAB = "[data-testid=lab]";

/** A small network with two sensors on two edge devices and two skip hyperconnections: none that is shipped. */
export const DRAWN = {
  nodes: ["1", "1", "2", "2", "3", "4"],
  links: [["s1", "e1"], ["s2", "e2"], ["e1", "f1"], ["e2", "f1"], ["f1", "cloud"], ["e1", "cloud"], ["e2", "cloud"]],
};

/** Draws it from an empty page with the keyboard, and lets each sensor see its own channels. */
export async function drawTwoSensors(page) {
  await page.locator("[data-testid=documents]").click();
  await page.locator("[data-testid=new-motion]").click();
  await waitFor(page, { nodes: 0, mode: "draw" });
  await page.locator(`${NETWORK} .ground`).focus();
  await press(page, ...DRAWN.nodes);
  await waitFor(page, { nodes: DRAWN.nodes.length });
  for (const [from, to] of DRAWN.links) {
    await page.locator(`${NETWORK} [data-port="${from}"] .port-dot`).click();
    await page.locator(`${NETWORK} [data-node="${to}"]`).click();
    await page.locator(`${NETWORK} [data-link="${from}→${to}"]`).waitFor({ state: "attached" });
  }
  await waitFor(page, { problems: 0 });
}

/** A network so small that a pass over the samples takes a fraction of a second. */
export const TINY = {
  format: "deepfog",
  version: 2,
  topology: {
    title: "Tiny",
    task: "smartwatch",
    nodes: [
      { id: "watch", tier: "source", sense: { kind: "channels", channels: [0, 1, 2] } },
      { id: "e", tier: "edge", units: [{ kind: "dense", width: 16 }] },
      { id: "f", tier: "fog", units: [{ kind: "dense", width: 16 }] },
      { id: "cloud", tier: "cloud", units: [] },
    ],
    links: [{ from: "watch", to: "e" }, { from: "e", to: "f" }, { from: "f", to: "cloud" }, { from: "e", to: "cloud" }],
  },
};

/** Names of so many nodes. */
export function names(length) {
  return Array.from({ length }, (_, at) => `n${String(at + 1).padStart(2, "0")}`);
}

/** A chain in which every node also sends past the next one; each has so many dense layers. */
export function chain(nodes, layers = 1) {
  const all = ["watch", ...nodes, "cloud"];
  const [watch, , , cloud] = TINY.topology.nodes;
  const node = (id, at) => ({ id, tier: at < 8 ? "edge" : "fog", units: Array.from({ length: layers }, () => ({ kind: "dense", width: 16 })) });
  const next = (step) => all.slice(0, -step).map((from, at) => ({ from, to: all[at + step] }));
  // A source sends to one node alone.
  const links = [...next(1), ...next(2).filter(({ from }) => from !== "watch")];
  return { ...TINY, topology: { ...TINY.topology, title: `Chain of ${nodes.length}`, nodes: [watch, ...nodes.map(node), cloud], links } };
}

/** A document with every dense layer so broad: it takes longer to train. */
export function broader(document, width) {
  const copy = structuredClone(document);
  for (const node of copy.topology.nodes) for (const unit of node.units ?? []) unit.width = width;
  return copy;
}

/** Opens a document as a file. */
export async function openDocument(page, document) {
  await page.locator("[data-testid=documents]").click();
  await page.locator("[data-testid=open-file]").setInputFiles({
    name: "drawing.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(document)),
  });
  await waitFor(page, { nodes: document.topology.nodes.length });
}

/** Waits until the job of a scheme has done so many passes. */
export async function passes(page, scheme, epochs, timeout = 120_000) {
  await page.waitForFunction(
    ([scheme, epochs]) => Number(document.querySelector(`[data-testid=job][data-scheme=${scheme}]`)?.dataset.epoch) >= epochs,
    [scheme, epochs],
    { timeout },
  );
}

/** Opens the laboratory from the page's header. */
export async function openLab(page) {
  await page.locator("[data-testid=train]").click();
  await page.locator(LAB).waitFor();
}

/** A tab of the laboratory. */
export async function tab(page, name) {
  await page.locator(`[data-testid=lab-tab-${name}]`).click();
}

/** Fills in the form and starts. */
export async function train(page, { schemes, epochs, seed = 1, engine = null }) {
  const boxes = page.locator("[data-testid=train-scheme] input");
  for (const box of await boxes.all()) await box.setChecked(schemes.includes(await box.getAttribute("value")));
  if (epochs) {
    await page.locator("[data-testid=train-length] input[value=epochs]").check();
    await page.locator("[data-testid=train-epochs]").fill(String(epochs));
  }
  await page.locator("[data-testid=train-seed]").fill(String(seed));
  if (engine) {
    await page.locator("[data-testid=train-more]").evaluate((details) => { details.open = true; });
    await page.locator(`[data-testid=train-engine] input[value=${engine}]`).check();
  }
  await page.locator("[data-testid=train-start]").click();
}

/** Waits until own networks of these schemes are shown live. */
export async function runsLive(page, schemes, timeout = 240_000) {
  await page.locator(`${PAGE}[data-bundle=own][data-schemes="${schemes.join(" ")}"][data-bundles="${schemes.length}"]`).waitFor({ timeout });
}

/** The job of a scheme in the list. */
export function job(page, scheme) {
  return page.locator(`[data-testid=job][data-scheme=${scheme}]`);
}

/** The own network of a scheme in the list. */
export function own(page, scheme) {
  return page.locator(`[data-testid=own][data-scheme=${scheme}]`);
}

/** Exports an own network; gives the file's path and bytes. */
export async function exported(page, scheme) {
  await tab(page, "networks");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    own(page, scheme).locator("[data-testid=own-export]").click(),
  ]);
  const path = await download.path();
  return { path, name: download.suggestedFilename(), bytes: await readFile(path) };
}

/** Opens a network as a file, and trains it under a scheme until it runs; the laboratory stays open. */
export async function trained(page, document, scheme, epochs) {
  await openDocument(page, document);
  await openLab(page);
  await train(page, { schemes: [scheme], epochs });
  await runsLive(page, [scheme]);
}

/** Closes the laboratory. */
export async function closeLab(page) {
  await page.locator("[data-testid=lab-close]").click();
}

// How the page comes up: at a sub-path, from a bad network, in a browser that lacks something.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, withPage } from "./browser.mjs";

after(closeBrowser);

const FIRST_PAINT = "#boot-status";
const PAGE_WASM = /^deepfog-app-.*\.wasm$/;
const PAGE_SCRIPT = /^deepfog-app-.*\.js$/;

/** Waits until the page has taken the place of the first paint. */
async function started(page) {
  await page.locator(FIRST_PAINT).waitFor({ state: "detached" });
}

test("the page starts at /a/b/, keeps to its policy and to its own origin, and loads its WebAssembly once", async () => {
  await withPage({}, async ({ page, site, open }) => {
    await open();
    await started(page);
    assert.equal(await page.title(), "DeepFog");
    assert.equal(await page.locator("h1").first().innerText(), "DeepFog");
    assert.equal(site.requests.filter((name) => PAGE_WASM.test(name)).length, 1);
    assert.equal(site.requests.filter((name) => PAGE_SCRIPT.test(name)).length, 1);
  });
});

test("a breach of the policy does not go unseen", async () => {
  const expected = [/^policy: style-src/, /^policy: connect-src/, /^console:/];
  await withPage({ expected }, async ({ page, open }) => {
    await open();
    await started(page);
    await page.evaluate(async () => {
      document.body.setAttribute("style", "color: red");
      await fetch("https://example.invalid/").catch(() => null);
    });
  });
});

for (const [what, pattern, kind] of [
  ["a missing WebAssembly file", PAGE_WASM, "missing"],
  ["a corrupt WebAssembly file", PAGE_WASM, "corrupt"],
  ["a WebAssembly file that is cut short", PAGE_WASM, "cut"],
  ["a corrupt script", PAGE_SCRIPT, "corrupt"],
  ["a refused script", PAGE_SCRIPT, "refused"],
]) {
  test(`${what} gives a sentence and a retry that works`, async () => {
    await withPage({ expected: [/^console:/] }, async ({ page, site, open }) => {
      site.fault(pattern, kind);
      await open();
      const retry = page.getByRole("button", { name: "Retry" });
      await retry.waitFor();
      assert.match(await page.locator(FIRST_PAINT).innerText(), /could not be loaded.*try again/is);
      site.heal();
      await retry.click();
      await started(page);
    });
  });
}

test("a browser without SIMD is told so, and what to use", async () => {
  await withPage({}, async ({ page, site, open }) => {
    await page.addInitScript(() => { WebAssembly.validate = () => false; });
    await open();
    await page.getByText("has no SIMD instructions").waitFor();
    assert.ok(await page.getByRole("button", { name: "Retry" }).isVisible());
    assert.ok(site.requests.includes("index.html"));
  });
});

test("a browser without WebAssembly is told so", async () => {
  await withPage({}, async ({ page, open }) => {
    await page.addInitScript(() => { delete globalThis.WebAssembly; });
    await open();
    await page.getByText("has no WebAssembly").waitFor();
    assert.ok(await page.getByRole("button", { name: "Retry" }).isVisible());
  });
});

test("without JavaScript the page says what it needs", async () => {
  await withPage({ context: { javaScriptEnabled: false } }, async ({ page, open }) => {
    await open();
    const sentence = page.locator("noscript p");
    await sentence.waitFor();
    assert.match(await sentence.innerText(), /needs JavaScript and WebAssembly/);
    assert.ok(await page.getByText("Break the nodes of a neural network").isVisible());
  });
});

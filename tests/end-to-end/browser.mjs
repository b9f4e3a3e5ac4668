// A real Chromium on the built site, which fails a test on anything that the page must never do.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

/** The built site: what `cargo xtask test` names, else `dist/`. */
export const SITE = process.env.DEEPFOG_SITE ?? fileURLToPath(new URL("../../dist", import.meta.url));

const EXECUTABLES = [process.env.DEEPFOG_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];

const FLAGS = [
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Whatever a page asks for elsewhere is not found: no test's traffic leaves this machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Without a GPU a browser has no WebGPU, unless it is told to compute in software. */
const NO_GPU = "--disable-gpu";
const WEBGPU = "--enable-unsafe-webgpu";

const running = new Map();

/** The browser of this test file, with WebGPU or without; close it with `closeBrowser` in an `after` hook. */
export async function browser(webgpu = false) {
  const executablePath = EXECUTABLES.find((path) => path && existsSync(path));
  assert.ok(executablePath, "no Chromium: run `cargo xtask setup`, or name one in DEEPFOG_CHROMIUM");
  if (!running.has(webgpu)) {
    const args = [webgpu ? WEBGPU : NO_GPU, ...FLAGS];
    running.set(webgpu, chromium.launch({ executablePath, args, chromiumSandbox: false }));
  }
  return running.get(webgpu);
}

/** Ends the browser. */
export async function closeBrowser() {
  for (const started of running.values()) await (await started).close();
  running.clear();
}

/**
 * Serves the site, opens a page, runs `body({ page, site, problems, open })` and then fails on every problem seen: a
 * report of the security policy, an error in the console, an exception that nothing caught, a request to another
 * origin or outside of the site's path.
 *
 * `body` calls `open()` when it is ready (after `site.fault`, `page.addInitScript` and the like).
 * Options: `context` (Playwright's options of a new context), `expected` (regular expressions: problems that the test
 * provokes; each must have been seen), `path` (what follows the site's address: a query, a fragment), `webgpu`
 * (a browser with WebGPU, computed in software).
 */
export async function withPage({ context: options = {}, expected = [], path = "", webgpu = false } = {}, body) {
  assert.ok(existsSync(`${SITE}/index.html`), `no site in ${SITE}: run \`cargo xtask build\``);
  const site = await serve(SITE);
  const context = await (await browser(webgpu)).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const problems = [];
  try {
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(site.address) && !/^(data|blob):/.test(url)) problems.push(`request to ${url}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => problems.push(`exception: ${error.error()}`));
    await context.exposeBinding("reportPolicyViolation", (_, report) => problems.push(`policy: ${report}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        window.reportPolicyViolation(`${event.violatedDirective} by ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
      });
    });
    const page = await context.newPage();
    const open = () => page.goto(site.address + path);
    await body({ page, site, problems, open });
    // What the page reported in its last moment is still under way.
    if (options.javaScriptEnabled !== false) await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    const seen = [...problems, ...site.outside.map((outside) => `request outside of the site: ${outside}`)];
    const surprises = seen.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(surprises, [], "the page did what it must never do");
    for (const pattern of expected) {
      assert.ok(seen.some((problem) => pattern.test(problem)), `expected ${pattern}, but saw only ${JSON.stringify(seen)}`);
    }
  } finally {
    await context.close();
    await site.close();
  }
}

/** Lets tests reach the device that a worker of this script gets: `self.heldDevice` in the worker. */
export async function holdDevices(page, script) {
  await page.context().route((url) => url.pathname.endsWith(`/${script}`), async (route) => {
    const answer = await route.fetch();
    const hold = `
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...given) { return (self.heldDevice = await request.apply(this, given)); };
    `;
    await route.fulfill({ response: answer, body: hold + (await answer.text()) });
  });
}

/** Tells the page's worker that the machine has so many cores. */
export async function withCores(page, cores) {
  await page.context().route((url) => url.pathname.endsWith("/worker.js"), async (route) => {
    const answer = await route.fetch();
    const told = `Object.defineProperty(navigator, "hardwareConcurrency", { value: ${cores} });\n`;
    await route.fulfill({ response: answer, body: told + (await answer.text()) });
  });
}

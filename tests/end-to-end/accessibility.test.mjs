// The page in each of its states, held to WCAG 2.2 AA: axe-core, the contrast of drawn text, reflow at 320 px and at
// 200 %, and what remains where motion is reduced or colours are forced.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { closeBrowser, withPage } from "./browser.mjs";
import { TINY, job, openDocument, openLab, own, passes, runsLive, tab, train } from "./lab.mjs";

after(closeBrowser);

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Axe's own options of its contrast check, but for two: it leaves no text unjudged that is short or near a mark. */
const CONTRAST = {
  ignoreUnicode: true,
  ignoreLength: true,
  ignorePseudo: true,
  boldValue: 700,
  boldTextPt: 14,
  largeTextPt: 18,
  contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } },
  pseudoSizeThreshold: 0.25,
  shadowOutlineEmMax: 0.2,
};

/** Windows in which every state is looked at. */
const WINDOWS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }];

/**
 * Colours in which every state is looked at, with axe's rules: all of the tags first, then, on the very same page,
 * those that look at colours. All others would find once more what they found.
 */
const COLOURS = [
  ["light", { type: "tag", values: TAGS }],
  ["dark", { type: "rule", values: ["color-contrast", "link-in-text-block"] }],
];

/** Windows in which nothing may scroll sideways: WCAG 1.4.10, and a window of 1280 × 800 at 200 %. */
const NARROW = [
  { width: 320, height: 640 },
  { width: 640, height: 400, deviceScaleFactor: 2 },
];

/** The schemes that are trained. */
const TRAINED = ["vanilla", "resilinet-plus"];

const PAGE = "[data-testid=page]";
const PAGE_WASM = /deepfog-app-[^/]*\.wasm$/;
const NETWORKS = /\/models\//;

/** All samples but the first few: without them there is no background sweep, which takes a processor for itself. */
const LATER_SAMPLES = /\/chunk-(?!000)\d+\.bin$/;

/** Lets what the pattern matches wait for ever. */
async function hold(page, pattern) {
  await page.route(pattern, () => {});
}

/** All schemes are loaded, and the answers are those of the sample and the failures shown. */
async function loaded(page) {
  await page.locator(`${PAGE}[data-bundles="4"][data-waiting=false]`).waitFor();
}

/** Every accuracy is measured: nothing on the page moves any more. */
async function swept(page) {
  await page.locator(`${PAGE}[data-swept=true][data-bundles="4"]`).waitFor({ timeout: 240_000 });
  await loaded(page);
}

const node = (page, name) => page.locator(`[data-testid=network] [data-node=${name}]`);
const guesses = (page) => page.locator("[data-testid=answers] [data-answer=guess]");
const settle = (page, name) => page.locator(`[data-testid=settings] input[value="${name}"]`).check({ force: true });
const toggle = (page, name) => page.locator(`[data-testid=failure-list] [data-toggle=${name}]`).click();
const restoreAll = (page) => page.getByTestId("restore-all").click();

/** A state in which the table of a panel is open. */
const table = (panel) => ({
  name: `the table of the ${panel}`,
  async prepare({ page }) {
    await page.locator(`[data-testid=${panel}] .disclosure-button`).click();
    await page.locator(`[data-testid=${panel}] dialog table`).waitFor();
  },
  leave: ({ page }) => page.keyboard.press("Escape"),
});

/**
 * The states of the page, by visit: a page that is opened once and then goes through its states one after the other.
 *
 * A visit: `path` (what follows the site's address), `before` (called before the page is opened), `expected` (the
 * problems that come with it, see `withPage`), `fewest` (more of axe's rules than this must hold somewhere: one that
 * did not run finds nothing wrong; 20 where nothing is said), `states`.
 *
 * A state: `name`, `prepare` (brings the page there from the state before, and waits until it is there), `leave`
 * (takes back what would stand in the next one's way). All functions take `{ page, site }`.
 */
const VISITS = [
  {
    before: ({ page }) => hold(page, PAGE_WASM),
    fewest: 10,
    states: [{ name: "the first paint", prepare: ({ page }) => page.getByText("Loading…").waitFor() }],
  },
  {
    before: ({ site }) => site.fault(PAGE_WASM, "missing"),
    expected: [/^console:/],
    fewest: 10,
    states: [{ name: "a page that could not be loaded", prepare: ({ page }) => page.locator("#boot-retry").waitFor() }],
  },
  {
    before: ({ page }) => page.addInitScript(() => { WebAssembly.validate = () => false; }),
    fewest: 10,
    states: [{ name: "a browser without SIMD", prepare: ({ page }) => page.locator("#boot-retry").waitFor() }],
  },
  {
    before: ({ page }) => hold(page, NETWORKS),
    states: [{
      name: "networks loading",
      prepare: ({ page }) => page.locator(`${PAGE}[data-engine=ready] [data-progress=download]`).waitFor(),
    }],
  },
  {
    path: "?preset=smallest",
    states: [
      { name: "everything loaded and measured", prepare: ({ page }) => swept(page) },
      {
        name: "nothing can fail at random",
        async prepare({ page }) {
          await settle(page, "No failure");
          await page.locator("[data-testid=fail-at-random][aria-disabled=true]").waitFor();
        },
        leave: ({ page }) => settle(page, "Normal"),
      },
      {
        name: "a node selected",
        async prepare({ page }) {
          await node(page, "e").focus();
          await page.locator("[data-testid=inspector] .heat-map svg").waitFor();
        },
      },
      {
        name: "all nodes down, every scheme guesses, a node selected that is down",
        async prepare({ page }) {
          for (const name of ["f", "e"]) await node(page, name).click();
          await guesses(page).nth(3).waitFor();
        },
        leave: ({ page }) => restoreAll(page),
      },
      {
        name: "the help",
        async prepare({ page }) {
          await page.getByTestId("help").click();
          await page.getByTestId("close-help").waitFor();
        },
      },
    ],
  },
  {
    path: "?preset=sensor-chain",
    states: [
      { name: "the network sensor-chain", prepare: ({ page }) => swept(page) },
      table("answers"),
      table("patterns"),
      {
        name: "two nodes down, some schemes answer and some guess",
        async prepare({ page }) {
          for (const name of ["f2", "f1"]) await toggle(page, name);
          await guesses(page).first().waitFor();
        },
        leave: ({ page }) => restoreAll(page),
      },
      {
        name: "the stream plays",
        async prepare({ page }) {
          await page.getByTestId("play").click();
          await page.locator("[data-testid=stream][data-playing=true]").waitFor();
        },
      },
    ],
  },
  ...["two-sensors", "image-chain", "four-cameras", "wide-fog"].map((preset) => ({
    path: `?preset=${preset}`,
    states: [{ name: `the network ${preset}`, prepare: ({ page }) => loaded(page) }],
  })),
  {
    before: ({ page }) => hold(page, LATER_SAMPLES),
    path: "?preset=<b>nowhere&down=cloud,zz&sample=-3&setting=Sunny",
    states: [{ name: "a link that makes no sense", prepare: ({ page }) => page.getByTestId("link-fault").waitFor() }],
  },
  ...[
    ["a network that could not be downloaded", /^models\/smallest\/vanilla\/manifest\.json$/, "missing", []],
    ["samples that are corrupt", /^models\/packs\/fashion-mnist\/chunk-000\.bin$/, "corrupt", []],
    ["a worker that could not be started", /^deepfog-worker.*\.wasm$/, "corrupt", [/^exception: CompileError/]],
  ].map(([name, pattern, kind, expected]) => ({
    async before({ page, site }) {
      await hold(page, LATER_SAMPLES);
      site.fault(pattern, kind);
    },
    expected,
    states: [{ name, prepare: ({ page }) => page.getByTestId("fault").waitFor() }],
  })),
  {
    path: "?preset=sensor-chain",
    states: [
      {
        name: "drawing, nothing selected",
        async prepare({ page }) {
          await page.locator("[data-testid=mode] input[value=draw]").check();
          await page.getByTestId("document-form").waitFor();
        },
      },
      {
        name: "a compute node's properties",
        async prepare({ page }) {
          await node(page, "f2").focus();
          await page.getByTestId("node-form").waitFor();
        },
      },
      {
        name: "a number that is wrong",
        async prepare({ page }) {
          await page.locator("[data-field=unit-1-width]").fill("0");
          await page.keyboard.press("Tab");
          await page.locator("[data-field=unit-1-width][aria-invalid]").waitFor();
        },
        leave: ({ page }) => page.locator("[data-field=unit-1-width]").press("Escape"),
      },
      {
        name: "a source's properties",
        async prepare({ page }) {
          await node(page, "watch").focus();
          await page.locator("[data-field=channel-1]").waitFor();
        },
      },
      {
        name: "a hyperconnection selected",
        async prepare({ page }) {
          await node(page, "watch").focus();
          await page.keyboard.press("Alt+ArrowRight");
          await page.getByTestId("link-form").waitFor();
        },
      },
      {
        name: "a hyperconnection begun",
        async prepare({ page }) {
          await node(page, "f2").focus();
          await page.keyboard.press("c");
          await page.locator("[data-tool=connect][aria-pressed=true]").waitFor();
        },
        leave: ({ page }) => page.locator("[data-tool=connect]").click(),
      },
      {
        name: "several nodes marked, and an edit refused",
        async prepare({ page }) {
          await node(page, "f2").focus();
          await page.keyboard.press("Control+a");
          await page.getByTestId("nodes-form").waitFor();
          await page.keyboard.press("Control+Shift+Z");
          await page.locator("[data-testid=word][data-word=refused]").waitFor();
        },
      },
      {
        name: "the table of nodes and hyperconnections",
        async prepare({ page }) {
          await page.getByTestId("table-switch").click();
          await page.getByTestId("table").waitFor();
        },
        leave: ({ page }) => page.getByTestId("table-switch").click(),
      },
      {
        name: "a part of the drawing in sight, with the minimap",
        async prepare({ page }) {
          for (let step = 0; step < 6; step += 1) await page.locator("[data-tool=zoom-in]").click();
          await page.getByTestId("minimap").waitFor();
        },
        leave: ({ page }) => page.locator("[data-tool=fit]").click(),
      },
      {
        name: "a drawing without a model, with problems and a history",
        async prepare({ page }) {
          await page.locator("[data-add=fog]").click();
          await page.locator("[data-testid=problems] [data-problem]").first().waitFor();
        },
      },
      {
        name: "a drawing without a model, to be broken",
        async prepare({ page }) {
          await page.locator("[data-testid=mode] input[value=break]").check();
          await node(page, "f2").click();
        },
      },
      {
        name: "the documents",
        async prepare({ page }) {
          await page.getByTestId("documents").click();
          await page.getByTestId("shared-link").waitFor();
        },
        leave: ({ page }) => page.getByTestId("close-documents").click(),
      },
    ],
  },
  {
    path: "?preset=smallest",
    states: [
      {
        name: "the laboratory, with a form that is filled in wrongly",
        async prepare({ page }) {
          await openDocument(page, TINY);
          await openLab(page);
          await page.locator("[data-testid=train-more] summary").click();
          await page.locator("[data-testid=train-seed]").fill("one");
          await page.locator("[data-testid=train-start][aria-disabled=true]").waitFor();
        },
      },
      {
        name: "two trainings, with curves",
        async prepare({ page }) {
          await train(page, { schemes: TRAINED, epochs: 1_000 });
          for (const scheme of TRAINED) {
            await passes(page, scheme, 3);
            await job(page, scheme).getByTestId("job-pause").click();
          }
          await page.locator("[data-testid=job][data-status=paused]").nth(1).waitFor();
        },
        leave: async ({ page }) => {
          for (const scheme of TRAINED) {
            await job(page, scheme).getByTestId("job-cancel").click();
            await job(page, scheme).waitFor({ state: "detached" });
          }
        },
      },
      {
        name: "own networks, one that is being renamed",
        async prepare({ page }) {
          await train(page, { schemes: TRAINED, epochs: 2 });
          await runsLive(page, TRAINED);
          await tab(page, "networks");
          await own(page, "vanilla").getByTestId("own-rename").click();
          await page.getByTestId("own-name").waitFor();
        },
      },
      {
        name: "a comparison",
        async prepare({ page }) {
          await tab(page, "compare");
          await page.locator("[data-testid=comparison][data-ready=true]").waitFor({ timeout: 60_000 });
        },
      },
      {
        name: "a study",
        async prepare({ page }) {
          await tab(page, "study");
          await page.locator("[data-testid=study-length] input[value=epochs]").check();
          await page.getByTestId("study-epochs").fill("1");
          await page.getByTestId("study-start").click();
          await page.locator('[data-testid=study][data-measured="2"]').waitFor({ timeout: 120_000 });
        },
      },
    ],
  },
  {
    path: "?preset=four-cameras",
    states: [
      {
        name: "a camera's properties, with the region on the image",
        async prepare({ page }) {
          await page.locator("[data-testid=mode] input[value=draw]").check();
          await node(page, "camera1").focus();
          await page.getByTestId("region-picker").waitFor();
        },
      },
      {
        name: "an empty page",
        async prepare({ page }) {
          await page.getByTestId("documents").click();
          await page.getByTestId("new-image").click();
          await page.locator(`${PAGE}[data-nodes="0"]`).waitFor();
        },
      },
    ],
  },
];

for (const { path = "", before = async () => {}, expected = [], fewest = 20, states } of VISITS) {
  test(`accessible in every window and colour: ${path || states[0].name}`, async (t) => {
    await withPage({ path, expected, context: { viewport: WINDOWS[0] } }, async ({ page, site, open }) => {
      await before({ page, site });
      await open();
      for (const { name, prepare, leave = async () => {} } of states) {
        await resize(page, WINDOWS[0]);
        await prepare({ page, site });
        await t.test(`${name}: axe finds no fault`, () => findNoFault(page, fewest));
        await t.test(`${name}: nothing scrolls sideways in a narrow window`, () => scrollNothingSideways(page));
        await leave({ page, site });
      }
    });
  });
}

async function findNoFault(page, fewest) {
  const faults = new Faults();
  for (const window of WINDOWS) {
    await resize(page, window);
    for (const [colorScheme, rules] of COLOURS) {
      await page.emulateMedia({ colorScheme });
      const where = `${window.width} × ${window.height} ${colorScheme}`;
      const { passed, violations } = await runAxe(page, rules);
      const enough = rules.type === "tag" ? passed.length > fewest : passed.includes("color-contrast");
      assert.ok(enough, `axe found only these rules to hold at ${where}: ${passed}`);
      for (const fault of violations) faults.add(fault, where);
      for (const fault of await page.evaluate(faintDrawnText)) faults.add(fault, where);
    }
  }
  faults.assertNone();
}

async function scrollNothingSideways(page) {
  const faults = new Faults();
  for (const window of NARROW) {
    await resize(page, window);
    for (const fault of await page.evaluate(sideways)) faults.add(fault, `${window.width} × ${window.height}`);
  }
  faults.assertNone();
}

test("faults that are planted do not go unseen", async () => {
  await withPage({}, async ({ page, open }) => {
    await hold(page, LATER_SAMPLES);
    await open();
    await loaded(page);
    await page.evaluate(() => {
      // Through the object model: the page's policy lets no style stand in an element's attribute.
      const element = (name, style, parent = document.querySelector("main")) => {
        const made = document.createElementNS(parent.namespaceURI, name);
        Object.assign(made.style, style);
        return parent.appendChild(made);
      };
      element("button", { width: "300px" }).type = "button";
      element("p", { color: "#999", background: "#aaa" }).textContent = "Hardly to be read";
      const row = element("p", {});
      const tiny = { width: "8px", height: "8px", padding: "0" };
      for (const name of ["one", "two"]) element("button", tiny, row).ariaLabel = name;
      const svg = element("svg", {}, document.querySelector("[data-testid=network] svg"));
      const ground = element("rect", { fill: "#aaa" }, svg);
      for (const [side, length] of [["width", 80], ["height", 30]]) ground.setAttribute(side, length);
      const drawn = element("text", { fill: "#999" }, svg);
      drawn.setAttribute("y", 20);
      drawn.textContent = "Hardly to be read";
    });
    const { violations } = await runAxe(page, COLOURS[0][1]);
    const rules = violations.map(({ rule }) => rule);
    for (const rule of ["button-name", "color-contrast", "target-size"]) {
      assert.ok(rules.includes(rule), `axe does not see ${rule}, only ${rules}`);
    }
    const faint = await page.evaluate(faintDrawnText);
    assert.ok(faint.some(({ html }) => html.includes("Hardly to be read")), JSON.stringify(faint));
    await page.evaluate(() => { document.querySelector("main").lastElementChild.style.marginLeft = "2000px"; });
    const wide = await page.evaluate(sideways);
    assert.ok(wide.some(({ rule }) => rule === "reflow"), JSON.stringify(wide));
    assert.ok(wide.some(({ rule }) => rule === "out of sight"), JSON.stringify(wide));
  });
});

for (const [motion, moves] of [["no-preference", true], ["reduce", false]]) {
  test(`${moves ? "the page moves" : "nothing moves"} where the preference of motion is ${motion}`, async () => {
    const context = { reducedMotion: motion };
    await withPage({ path: "?preset=sensor-chain", context }, async ({ page, open }) => {
      await hold(page, LATER_SAMPLES);
      await open();
      await loaded(page);
      await page.getByTestId("play").click();
      const seen = page.evaluate(animationsSeen, 1500);
      await toggle(page, "f2");
      await page.getByTestId("help").click();
      const names = await seen;
      assert.equal(names.length > 0, moves, `animations: ${names}`);
    });
  });
}

/**
 * What a person chooses: what `shows` selects must look other after `choose` than before. They are chosen one after the
 * other on one page. The last one opens another network.
 */
const CHOICES = [
  {
    name: "a node of the list that is down",
    shows: "[data-testid=failure-list] [data-toggle=f1]",
    choose: (page, shown) => shown.click(),
  },
  {
    name: "a node of the drawing that is down",
    shows: "[data-testid=network] [data-node=f2]",
    choose: (page) => toggle(page, "f2"),
  },
  {
    name: "a node that has the focus",
    shows: "[data-testid=network] [data-node=e]",
    choose: (page, shown) => shown.focus(),
  },
  {
    name: "a node that stays selected",
    shows: "[data-testid=network] [data-node=watch]",
    async choose(page, shown) {
      await shown.focus();
      await page.getByTestId("restore-all").focus();
    },
  },
  {
    name: "the scheme chosen among the answers",
    shows: "[data-testid=answers] [data-scheme=resilinet]",
    async choose(page, shown) {
      await (await shown.$(".answer-name")).click();
      // What the focus does is not the choice.
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  {
    name: "a button that has the focus",
    shows: "[data-testid=help]",
    async choose(page, shown) {
      // A key comes before, so that the browser shows the focus.
      await page.keyboard.press("Shift");
      await shown.focus();
    },
  },
  {
    name: "the stream that plays",
    shows: "[data-testid=play]",
    choose: (page, shown) => shown.click(),
  },
  ...["scheme-switch", "settings", "task"].map((group) => ({
    name: `a segment of ${group}`,
    shows: `[data-testid=${group}] label:has(input:not(:checked))`,
    choose: async (page, shown) => (await shown.$("input")).check({ force: true }),
  })),
];

test("where colours are forced, what is chosen still looks chosen", async (t) => {
  const context = { forcedColors: "active" };
  await withPage({ path: "?preset=sensor-chain", context }, async ({ page, open }) => {
    await open();
    await swept(page);
    for (const { name, shows, choose } of CHOICES) {
      await t.test(name, async () => {
        await settled(page);
        // The element itself: once it is chosen, the selector may find another.
        const shown = await page.locator(shows).first().elementHandle();
        const before = await shown.evaluate(look);
        await choose(page, shown);
        await page.mouse.move(0, 0);
        await settled(page);
        assert.notEqual(await shown.evaluate(look), before, `${shows} looks the same`);
      });
    }
    await t.test("a ground alone shows nothing", async () => {
      const planted = await page.evaluateHandle(() => {
        const element = document.querySelector("main").appendChild(document.createElement("p"));
        element.textContent = "Planted";
        return element;
      });
      const before = await planted.evaluate(look);
      await planted.evaluate((element) => { element.style.background = "#abc"; });
      assert.equal(await planted.evaluate(look), before);
    });
  });
});

/** Faults by what they are and where they stand, with every window and colour in which they were seen. */
class Faults {
  #seen = new Map();

  /** `fault`: `{ rule, target, html, why }`. */
  add(fault, where) {
    const key = [fault.rule, fault.target, fault.why].join("\n");
    const known = this.#seen.get(key) ?? { fault, places: new Set() };
    known.places.add(where);
    this.#seen.set(key, known);
  }

  assertNone() {
    const sentences = [...this.#seen.values()].map(({ fault: { rule, target, html, why }, places }) =>
      [`${rule}: ${target}`, `at ${[...places].join(", ")}`, html, why].join("\n    "));
    assert.equal(sentences.length, 0, `${sentences.length} faults\n\n  ${sentences.join("\n\n  ")}\n`);
  }
}

/** Two frames: in the first the page hears of its new size, at the second it has been drawn anew. */
async function frames(page) {
  await page.evaluate(async () => {
    for (let at = 0; at < 2; at += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** What was done has been drawn and answered. */
async function settled(page) {
  await frames(page);
  await loaded(page);
}

/** Gives the page another window. More device pixels to a CSS pixel, and fewer CSS pixels, are what zooming is. */
async function resize(page, { width, height, deviceScaleFactor = 1 }) {
  if (deviceScaleFactor === 1) {
    await page.setViewportSize({ width, height });
  } else {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor, mobile: false });
  }
  await frames(page);
  const [wide, scale] = await page.evaluate(() => [innerWidth, devicePixelRatio]);
  assert.deepEqual([wide, scale], [width, deviceScaleFactor], "the window did not change");
}

/** Runs axe by some of its rules: gives those that hold somewhere, and what breaks one. */
async function runAxe(page, runOnly) {
  // Through the debugger, which the page's policy does not bind: it would refuse a script element.
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(AXE);
    await page.evaluate((options) => axe.configure({ checks: [{ id: "color-contrast", options }] }), CONTRAST);
  }
  return page.evaluate(async (runOnly) => {
    const { passes, violations } = await axe.run(document, {
      runOnly,
      // Off where it is not asked for by name.
      rules: runOnly.type === "tag" ? { "target-size": { enabled: true } } : {},
      // Of what holds, one element each will do.
      resultTypes: ["violations"],
    });
    return {
      passed: passes.map((rule) => rule.id),
      violations: violations.flatMap((rule) => rule.nodes.map((node) => ({
        rule: rule.id,
        target: node.target.flat().join(" "),
        html: node.html.slice(0, 400),
        why: `${node.failureSummary.replace(/\s*\n\s*/g, " ")} (${rule.helpUrl})`,
      }))),
    };
  }, runOnly);
}

/**
 * Runs in the page: drawn text (in SVG) of too little contrast. Axe cannot judge text that stands on shapes, which is
 * most of a drawing's. The ground is the text's own halo where it has one, else the last shape that is painted under
 * its middle in one colour, else the ground of the element that the drawing stands in.
 */
function faintDrawnText() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  /** `[red, green, blue, alpha]`, each 0 to 1, of any colour that a computed style may name. */
  const channels = (colour, opacity = 1) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
    return [red, green, blue, alpha * opacity];
  };
  const over = (upper, lower) => [0, 1, 2].map((at) => upper[at] * upper[3] + lower[at] * (1 - upper[3])).concat(1);
  // WCAG 2's relative luminance.
  const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const value = colour[at];
    return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);
  const opacity = (element, root) => {
    let product = 1;
    for (let at = element; at && at !== root; at = at.parentElement) product *= getComputedStyle(at).opacity;
    return product;
  };
  const outermost = (svg) => {
    const outer = svg.parentElement.closest("svg");
    return outer ? outermost(outer) : svg;
  };
  const groundOf = (element) => {
    if (!element) return channels("Canvas");
    const ground = channels(getComputedStyle(element).backgroundColor);
    return ground[3] === 1 ? ground : over(ground, groundOf(element.parentElement));
  };

  const faults = [];
  for (const text of document.querySelectorAll("svg text, svg tspan")) {
    const box = text.getBoundingClientRect();
    const own = [...text.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!own || box.width === 0 || !text.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(text);
    const root = outermost(text.ownerSVGElement);
    let ground = groundOf(root);
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    for (const shape of root.querySelectorAll("rect, circle, ellipse, path, polygon")) {
      if (shape.compareDocumentPosition(text) !== Node.DOCUMENT_POSITION_FOLLOWING || shape.closest("defs")) continue;
      const { fill, fillOpacity } = getComputedStyle(shape);
      const place = shape.getScreenCTM();
      if (fill === "none" || fill.startsWith("url") || !place) continue;
      if (!shape.checkVisibility({ visibilityProperty: true })) continue;
      if (!shape.isPointInFill(middle.matrixTransform(place.inverse()))) continue;
      ground = over(channels(fill, fillOpacity * opacity(shape, root)), ground);
    }
    const halo = style.stroke !== "none" && style.paintOrder.startsWith("stroke");
    if (halo) ground = over(channels(style.stroke, style.strokeOpacity), ground);
    const ink = over(channels(style.fill, style.fillOpacity * opacity(text, root)), ground);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    const scale = text.getScreenCTM()?.a ?? 1;
    const size = parseFloat(style.fontSize) * scale;
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if (contrast < least) {
      const words = (colour) => `rgb(${colour.slice(0, 3).map((value) => Math.round(value * 255)).join(" ")})`;
      faults.push({
        rule: "contrast of drawn text",
        target: `svg ${[text.localName, ...text.classList].join(".")} "${text.textContent}"`,
        html: text.outerHTML.slice(0, 400),
        why: `${contrast.toFixed(2)}:1, at least ${least}:1: ${words(ink)} on ${words(ground)}, ${size.toFixed(1)} px`,
      });
    }
  }
  return faults;
}

/** Runs in the page: what makes it or an open dialog scroll sideways, and controls that stand outside of the window. */
function sideways() {
  const name = (element) => {
    const id = element.id || element.getAttribute("data-testid") || element.getAttribute("class") || "";
    return `${element.localName}${id && ` (${id})`}`;
  };
  const fault = (rule, element, why) => ({ rule, target: name(element), html: element.outerHTML.slice(0, 400), why });
  const scrolls = (element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
  /** Whether something between the element and the room scrolls sideways: what is wide there is wide on purpose. */
  const scrolled = (element, room) => {
    const parent = element.parentElement;
    return Boolean(parent) && parent !== room && (scrolls(parent) || scrolled(parent, room));
  };

  const faults = [];
  for (const room of [document.documentElement, ...document.querySelectorAll("dialog[open]")]) {
    const excess = room.scrollWidth - room.clientWidth;
    if (excess <= 0) continue;
    const edge = room.getBoundingClientRect().left + room.clientLeft + room.clientWidth;
    const culprits = [...room.querySelectorAll("*")].filter((element) =>
      !element.ownerSVGElement && element.getBoundingClientRect().right > edge + 1 && !scrolled(element, room));
    // The innermost say most.
    const inner = culprits.filter((element) => !culprits.some((other) => other !== element && element.contains(other)));
    for (const element of inner.length > 0 ? inner.slice(0, 5) : [room]) {
      const whole = element.closest("button, label") ?? element;
      faults.push(fault("reflow", whole, `${name(room)} is ${excess} px wider than its room`));
    }
  }
  const controls = "a[href], button, input, select, textarea, summary, [role=button], [tabindex='0']";
  for (const element of document.querySelectorAll(controls)) {
    const { left, right, width } = element.getBoundingClientRect();
    if (width === 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (scrolled(element, document.body)) continue;
    // A drawing that was zoomed is larger than its pane on purpose: the minimap says so.
    if (element.ownerSVGElement && document.querySelector("[data-testid=minimap]")) continue;
    if (left < -1 || right > innerWidth + 1) {
      faults.push(fault("out of sight", element, `from ${left.toFixed()} to ${right.toFixed()} of ${innerWidth} px`));
    }
  }
  return faults;
}

/** Runs in the page: the names of all animations and transitions that run within the next milliseconds. */
async function animationsSeen(milliseconds) {
  const names = new Set();
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    for (const animation of document.getAnimations()) {
      const { animationName, transitionProperty, playState } = animation;
      if (playState === "running") names.add(animationName ?? transitionProperty ?? "script");
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return [...names];
}

/** Runs in the page: how an element and all in it is painted, as text to compare. Figures are left out: they change. */
function look(element) {
  /** The ground that is seen: where colours are forced, grounds differ in nothing but whether they are opaque. */
  const groundOf = (node, pseudo) => {
    const { backgroundColor } = getComputedStyle(node, pseudo);
    if (!/, 0\)$/.test(backgroundColor)) return backgroundColor;
    const behind = pseudo ? node : node.parentElement;
    return behind ? groundOf(behind) : "";
  };
  const paint = (node, pseudo) => {
    const style = getComputedStyle(node, pseudo);
    const { display, visibility, opacity, color, fontWeight, textDecorationLine } = style;
    if (display === "none" || visibility === "hidden" || opacity === "0") return null;
    if (pseudo && style.content === "none") return "";
    const parts = [opacity];
    if (node instanceof SVGElement && node.localName !== "svg") {
      parts.push(style.fill, style.stroke, fontWeight);
      if (style.stroke !== "none") parts.push(style.strokeWidth, style.strokeDasharray);
    } else {
      parts.push(color, groundOf(node, pseudo), fontWeight, textDecorationLine);
      for (const side of ["Top", "Right", "Bottom", "Left"]) {
        const width = style[`border${side}Width`];
        if (width !== "0px") parts.push(width, style[`border${side}Style`], style[`border${side}Color`]);
      }
      if (style.outlineStyle !== "none") parts.push(style.outlineStyle, style.outlineWidth, style.outlineColor);
    }
    return parts.join(" ");
  };
  const words = (node) => [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE)
    .map((child) => child.data.replace(/[\d.,%–]+/g, "")).join("");
  const lines = [];
  const visit = (node) => {
    const own = paint(node);
    if (own === null) return;
    const pseudos = ["::before", "::after"].map((pseudo) => paint(node, pseudo));
    lines.push([node.localName, own, ...pseudos, node.getAttribute("d"), words(node)].join("|"));
    for (const child of node.children) visit(child);
  };
  visit(element);
  return lines.join("\n");
}

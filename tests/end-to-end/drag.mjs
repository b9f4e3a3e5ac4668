// How much scripting a drag costs on the largest drawing: 64 nodes and 512 hyperconnections.
import { withPage } from "./browser.mjs";
import { PAGE, middle } from "./editor.mjs";

/** Events of a trace that are scripts, or call them. */
const SCRIPTS = new Set(["EventDispatch", "FunctionCall", "RunMicrotasks", "FireAnimationFrame", "TimerFire", "v8.callFunction"]);
const MOVES = 120;

/** 8 sources, 16 edge and 39 fog nodes and the cloud; each of 512 hyperconnections leads on, most of them not far. */
export function largest() {
  const tiers = [["source", 8], ["edge", 16], ["fog", 39], ["cloud", 1]];
  const nodes = [];
  for (const [tier, count] of tiers) {
    for (let at = 0; at < count; at += 1) {
      const index = nodes.length;
      nodes.push({
        id: tier === "cloud" ? "cloud" : `${tier[0]}${at + 1}`,
        tier,
        ...(tier === "source" ? { sense: { kind: "channels", channels: [0, 1, 2] } } : {}),
        units: tier === "edge" || tier === "fog" ? [{ kind: "conv1d", channels: 8, kernel: 3, stride: 1 }] : [],
        position: [(index >> 3) * 190, (index & 7) * 100],
      });
    }
  }
  const links = new Set();
  // Every node is fed, and leads on; then a fixed sequence of further ones.
  for (let to = 8; to < 64; to += 1) links.add(`${to - 8} ${to}`);
  let state = 1;
  while (links.size < 512) {
    state = (state * 48_271) % 2_147_483_647;
    const from = state % 63;
    const to = Math.min(63, Math.max(8, from + 1) + (state >> 8) % 20);
    if (to > from) links.add(`${from} ${to}`);
  }
  return {
    version: 1,
    title: "64 nodes and 512 hyperconnections",
    task: "smartwatch",
    nodes,
    links: [...links].map((link) => link.split(" ").map(Number)).map(([from, to]) => ({ from: nodes[from].id, to: nodes[to].id })),
  };
}

/** Milliseconds of scripting in each frame in which the mouse moved, sorted. */
export async function scriptingPerFrame() {
  let frames = [];
  await withPage({}, async ({ page, open }) => {
    await open();
    await page.locator("[data-testid=documents]").click();
    const buffer = Buffer.from(JSON.stringify(largest()));
    await page.locator("[data-testid=open-file]").setInputFiles({ name: "largest.json", mimeType: "application/json", buffer });
    await page.locator(`${PAGE}[data-nodes="64"][data-links="512"][data-mode=draw]`).waitFor();
    const start = await middle(page, "f12");
    const session = await page.context().newCDPSession(page);
    const events = [];
    session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
    const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x + 8, start.y + 8, { steps: 4 });
    await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "toplevel", "v8"] } });
    for (let move = 1; move <= MOVES; move += 1) {
      const angle = (2 * Math.PI * move) / MOVES;
      await page.mouse.move(start.x + 8 + 60 * Math.sin(angle), start.y + 8 + 40 * (1 - Math.cos(angle)));
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    await session.send("Tracing.end");
    await ended;
    await page.mouse.up();
    frames = perFrame(events);
  });
  return frames;
}

function perFrame(events) {
  const moves = events.filter((event) => event.name === "EventDispatch" && event.args?.data?.type === "pointermove");
  const thread = moves[0]?.tid;
  const main = events.filter((event) => event.tid === thread);
  const borders = main.filter((event) => event.name === "BeginMainThreadFrame" || event.name === "PageAnimator::serviceScriptedAnimations" || event.name === "UpdateLayoutTree").map((event) => event.ts).toSorted((a, b) => a - b);
  const scripts = main.filter((event) => event.ph === "X" && SCRIPTS.has(event.name)).toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
  // Frames by number of the border before; only those in which the mouse moved.
  const frameOf = (ts) => {
    let low = 0;
    let high = borders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (borders[middle] <= ts) low = middle + 1; else high = middle;
    }
    return low;
  };
  const sums = new Map();
  const moved = new Set(moves.map((event) => frameOf(event.ts)));
  let end = -Infinity;
  for (const event of scripts) {
    if (event.ts < end) continue;
    end = event.ts + event.dur;
    const frame = frameOf(event.ts);
    sums.set(frame, (sums.get(frame) ?? 0) + event.dur / 1_000);
  }
  return [...moved].map((frame) => sums.get(frame) ?? 0).toSorted((a, b) => a - b);
}

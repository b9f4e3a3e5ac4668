// Driving a drawing as people do: a mouse that drags, fingers that tap, drag, pinch and rest, keys.
//
// Points are `{ x, y }` in CSS pixels from the window's upper left corner, as `centre` gives them.
import assert from "node:assert/strict";

/** How many moves a drag is made of where none is told: enough for a page that waits for a threshold. */
const STEPS = 10;

/** How long a finger rests for a long press, in ms: browsers and pages take 500 for one. */
const LONG_PRESS = 800;

/**
 * The middle of what the selector (or locator) finds first, scrolled into sight. Take it anew after anything that
 * scrolls or moves what is drawn.
 */
export async function centre(page, selector) {
  const element = (typeof selector === "string" ? page.locator(selector) : selector).first();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  assert.ok(box, `${selector} is not drawn`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses keys one after the other, by Playwright's names: `press(page, "Tab", "Control+z", "F2")`. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/**
 * Drags with the mouse in a straight line. Options: `steps` (moves on the way), `button` (`left`, `middle`, `right`),
 * `keys` (held all the while: `["Shift"]`), `before` (called with the button still down, at the end of the way).
 */
export async function drag(page, from, to, options = {}) {
  const { steps = STEPS, button = "left", keys = [], before = async () => {} } = options;
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button });
  try {
    await page.mouse.move(to.x, to.y, { steps });
    await before();
  } finally {
    await page.mouse.up({ button });
    for (const key of keys.toReversed()) await page.keyboard.up(key);
  }
}

/**
 * Fingers on the page, whose context must have been made with `hasTouch: true`. What they do goes through the
 * browser's own recognition of gestures, as real touches do: a tap clicks, and where the page does not forbid it
 * (`touch-action`), a drag scrolls and a pinch zooms, and the page's own drag is broken off by `pointercancel`.
 *
 * - `tap(point)`
 * - `drag(from, to, { steps, before })`: one finger; `before` is called before it is lifted
 * - `pinch(centre, from, to, { steps })`: two fingers, side by side around the centre, whose distance goes from `from`
 *   to `to` px; the page grows where `to` is larger
 * - `longPress(point, { milliseconds, before })`: one finger rests; `before` is called before it is lifted. No
 *   `contextmenu` comes of it, as on iOS, and a `click` does when the finger is lifted: a page times the rest itself
 */
export function touch(page) {
  let opened = null;

  /** `type`: `touchStart`, `touchMove`, or `touchEnd` with no points. Resolves when the page has handled it. */
  async function send(type, points) {
    opened ??= page.context().newCDPSession(page);
    const session = await opened;
    const touchPoints = points.map(({ x, y }, id) => ({ x, y, id, radiusX: 4, radiusY: 4, force: 1 }));
    await session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }

  /** Fingers that go down at once, each along its own straight line, and up at once. */
  async function gesture(lines, steps, before = async () => {}) {
    await send("touchStart", lines.map(([from]) => from));
    try {
      for (let step = 1; step <= steps; step += 1) {
        await send("touchMove", lines.map(([from, to]) => between(from, to, step / steps)));
      }
      await before();
    } finally {
      await send("touchEnd", []);
    }
  }

  return {
    tap: (point) => gesture([[point, point]], 0),
    drag: (from, to, { steps = STEPS, before } = {}) => gesture([[from, to]], steps, before),
    pinch: ({ x, y }, from, to, { steps = STEPS } = {}) =>
      gesture([-0.5, 0.5].map((side) => [{ x: x + side * from, y }, { x: x + side * to, y }]), steps),
    longPress: (point, { milliseconds = LONG_PRESS, before = async () => {} } = {}) =>
      gesture([[point, point]], 0, async () => {
        await page.waitForTimeout(milliseconds);
        await before();
      }),
  };
}

function between(from, to, share) {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

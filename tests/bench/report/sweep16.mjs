// The section on a sweep of 16 nodes that can fail.
import assert from "node:assert/strict";
import { fields, machine } from "../figures.mjs";

const [FAILABLE, SAMPLES] = [16, 1_000];

/** Checks what `deepfog sweep BUNDLE --json` printed and keeps what the section says. */
export function taken(found) {
  fields(found, { title: "string", scheme: "string", n: "number", seconds: "number" }, "sweep16");
  const { title, scheme, n, seconds, failable, patterns } = found;
  assert.equal(failable.length, FAILABLE, "another number of nodes that can fail");
  assert.equal(patterns.length, 2 ** FAILABLE, "not every pattern was swept");
  assert.ok(n >= SAMPLES, `only ${n} samples were swept`);
  const answered = patterns.filter(({ answered }) => answered).length;
  return { machine: machine(), title, scheme, n, seconds, failable: FAILABLE, patterns: patterns.length, answered };
}

/** The section's text. */
export function section({ machine, title, scheme, n, seconds, failable, patterns, answered }) {
  return `## ${failable} nodes that can fail
Made by \`deepfog sweep BUNDLE --json > FILE\` and \`node tests/bench/take.mjs sweep16 FILE --write\` on ${machine}, natively. The network \`${title}\` under
${scheme}: ${patterns} failure patterns, of which ${answered} reach the cloud, on ${n} samples in ${seconds.toFixed(1)} s: ${(seconds / n * 1000).toFixed(2)} ms a sample,
${(seconds / n / patterns * 1e9).toFixed(1)} ns a sample and pattern; loading left out.
`;
}

// The section on the engine in the browser beside the same engine natively.
import { table } from "../figures.mjs";

const milliseconds = (value) => value.toFixed(value < 1 ? 4 : 2);

/** The section's text. */
export function section({ machine, vectors, samples, turns, rows }) {
  return `## WebAssembly beside native code
Made by \`cargo xtask bench --engine --write\` on ${machine}. Milliseconds a sample with all nodes up; the same engine (tract) with the same bundles, one thread
each, by turns: medians of ${turns} turns of ${samples} samples, given one by one or so many at once; the ratio is the median of the turns' ratios, in brackets
that of the fastest turns. Both give the same logits within 1e-4.

${table(rows, {
    preset: (row) => row.preset,
    scheme: (row) => row.scheme,
    "at once": (row) => row.size,
    WebAssembly: (row) => milliseconds(row.browser),
    native: (row) => milliseconds(row.native),
    "WebAssembly : native": (row) => `${row.ratio.toFixed(1)} (${row.ratio_at_best.toFixed(1)})`,
  }, 2)}

WebAssembly's vectors have 128 bits, four numbers, and a multiplication with its addition takes two instructions. Natively the engine chooses its kernels when it starts,
by what the machine has${vectors.length === 0 ? "" : ` (here ${vectors.join(", ")})`}: with 256 bits and a fused multiply-add an instruction does four times as much arithmetic, with 512 bits eight times.
That is so in products of matrices, of which many samples at once through dense layers are made. Convolutions, and dense layers for one sample, have operators of the project's own: in
WebAssembly they read a sample where it lies and leave out the weights of what is zero, natively they gather its values for the engine's kernels. What surrounds them is compiled as each workspace profile
says: for the browser for size, with link-time optimisation over everything; natively, as the tests and the command line run it, at level 1 and crate by crate. So the ratio compares the two builds as they
are, not the two sets of instructions: where it is below 1, the native build is the slower one.
`;
}

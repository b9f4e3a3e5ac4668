// The section on how sweeps grow with the nodes that can fail.
import { fields, machine, table } from "../figures.mjs";

const COLUMNS = {
  network: "string", failable: "number", patterns: "number", answers: "number", outputs: "number", products: "number",
  samples: "number", seconds: "number", peak_bytes: "number",
};

/**
 * Checks what `deepfog growth --write FILE` wrote: the `scheme`, the number of `jobs` (threads), and `sweeps`, each of a `network`
 * (`chain` or `wide`) with `failable` nodes, `patterns`, `answers` (of patterns that can differ in what is answered), `outputs` (of
 * single nodes, computed for each sample), `products` (multiplications for each sample), `samples`, `seconds`, and `peak_bytes` of
 * memory; and, where there is something to know of the measurement, a `remark`.
 */
export function taken(found) {
  fields(found, { scheme: "string", jobs: "number" }, "growth");
  for (const row of found.sweeps) fields(row, COLUMNS, "a sweep of growth");
  return { machine: machine(), scheme: found.scheme, jobs: found.jobs, remark: found.remark, sweeps: found.sweeps };
}

const count = (value) => value.toLocaleString("en").replaceAll(",", " ");

/** The section's text. */
export function section({ machine, scheme, jobs, remark = "", sweeps }) {
  return `## How sweeps grow
Made by \`deepfog growth --jobs ${jobs} --write FILE\` (4 to 12 nodes, then 16 nodes with each number of samples in a run of its own) and
\`node tests/bench/take.mjs growth FILE --write\` on ${machine}. Sweeps of all failure patterns, natively on ${jobs === 1 ? "one thread" : `${jobs} threads`}, under ${scheme}, of
networks that are one chain of nodes, or wide: four in each tier, all hyperconnections between neighbouring tiers and all skips. *Distinct answers* are patterns that can differ in what is
answered, *node outputs* what the sweep computes of single nodes for each sample, instead of all nodes for all patterns. *Peak* is the largest memory of the
process until then, in MB. ${remark}

${table(sweeps, {
    form: (row) => row.network,
    "nodes that can fail": (row) => row.failable,
    patterns: (row) => count(row.patterns),
    "distinct answers": (row) => count(row.answers),
    "node outputs": (row) => count(row.outputs),
    "million products": (row) => (row.products / 1e6).toFixed(2),
    samples: (row) => count(row.samples),
    seconds: (row) => row.seconds.toFixed(2),
    "ms a sample": (row) => (1000 * row.seconds / row.samples).toFixed(2),
    peak: (row) => (row.peak_bytes / 1e6).toFixed(0),
  })}

What grows is not the number of patterns but that of the outputs that differ: in a chain most patterns cut it off or leave it with the same path,
while in a wide network almost every one gives an answer of its own. Time grows with the samples in proportion, memory hardly.
`;
}

// The section on how sweeps grow with the nodes that can fail.
import { fields, machine, table } from "../figures.mjs";

const COLUMNS = {
  form: "string", failable: "number", patterns: "number", distinct_answers: "number", node_outputs: "number",
  samples: "number", seconds: "number", peak_bytes: "number",
};

/**
 * Checks what `deepfog growth --write FILE` wrote: `rows`, or a list of them, each with `form` (`chain` or `wide`),
 * `failable` nodes, `patterns`, `distinct_answers` (patterns that can differ in their answers), `node_outputs` (of single nodes,
 * computed for each sample), `samples`, `seconds`, and `peak_bytes` of memory.
 */
export function taken(found) {
  const rows = Array.isArray(found) ? found : found.rows;
  for (const row of rows) fields(row, COLUMNS, "a row of growth");
  return { machine: found.machine ?? machine(), rows };
}

const count = (value) => value.toLocaleString("en").replaceAll(",", " ");

/** The section's text. */
export function section({ machine, rows }) {
  return `## How sweeps grow
Made by \`deepfog growth --write FILE\` and \`node tests/bench/take.mjs growth FILE --write\` on ${machine}. Sweeps of all failure patterns,
natively, of networks that are one chain of nodes, or wide. *Distinct answers* are patterns that can differ in what is answered, *node outputs* what the sweep
computes of single nodes for each sample instead of all nodes for all patterns. *Peak* is the largest memory of the process, in MB.

${table(rows, {
    form: (row) => row.form,
    "nodes that can fail": (row) => row.failable,
    patterns: (row) => count(row.patterns),
    "distinct answers": (row) => count(row.distinct_answers),
    "node outputs": (row) => count(row.node_outputs),
    samples: (row) => count(row.samples),
    seconds: (row) => row.seconds.toFixed(2),
    "ms a sample": (row) => (1000 * row.seconds / row.samples).toFixed(2),
    peak: (row) => (row.peak_bytes / 1e6).toFixed(0),
  })}
`;
}

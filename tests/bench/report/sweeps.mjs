// The section on sweeps in the page: on one core, on all, and on the graphics processor.
import { table } from "../figures.mjs";

const times = (value, other) => (value / other).toFixed(2);

/** The section's text. */
export function section({ machine, adapter, cores, samples, runs, rows }) {
  const remark = /swiftshader|software|llvmpipe/i.test(adapter)
    ? "This adapter is a program that computes on the CPU: what a graphics processor would do these figures do not say."
    : "This adapter is a graphics processor.";
  return `## Sweeps in the page
Made by \`cargo xtask bench --page --write\` on ${machine}. In the analysis, all failure patterns of nodes and hyperconnections together, all four schemes,
${samples} samples; milliseconds from the click until all is counted and shown, medians of ${runs} runs. *One core* is a browser that says that it
has one, so that the worker has no helpers; *all cores* is with helpers (${cores} cores here). WebGPU adapter: ${adapter}. ${remark}

${table(rows, {
    preset: (row) => row.preset,
    patterns: (row) => row.patterns,
    "one core": (row) => row.one.toFixed(0),
    "all cores": (row) => row.all.toFixed(0),
    "one : all": (row) => times(row.one, row.all),
    WebGPU: (row) => row.webgpu.toFixed(0),
    "WebGPU : one core": (row) => times(row.webgpu, row.one),
  })}
`;
}

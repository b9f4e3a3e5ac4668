// The section on sweeps in the page: with helpers and without, and on the graphics processor.
import { table } from "../figures.mjs";

const times = (value, other) => (value / other).toFixed(2);

/** The section's text. */
export function section({ machine, adapter, cores, runs, helped, rows }) {
  const remark = /swiftshader|software|llvmpipe/i.test(adapter)
    ? "This adapter is a program that computes on the CPU: what a graphics processor would do these figures do not say."
    : "This adapter is a graphics processor.";
  return `## Sweeps in the page
Made by \`cargo xtask bench --page --write\` on ${machine}. Milliseconds, medians of ${runs} runs, all four schemes.

The page's own sweep of all failures of nodes, from the last scheme's loading on: with helpers on ${cores} cores, and in a browser that says that it
has one core, so that the worker has none. Helpers are started only where one core would take more than a second and a half for what is still to be swept.

${table(helped, {
    preset: (row) => row.preset,
    "one core": (row) => row.alone.toFixed(0),
    [`${cores} cores`]: (row) => row.helped.toFixed(0),
    "one : all": (row) => times(row.alone, row.helped),
  })}

In the analysis, all failure patterns of nodes and hyperconnections together, from the click until all is counted and shown, looked at four times a second: on the CPU and by WebGPU, adapter ${adapter}.
${remark}

${table(rows, {
    preset: (row) => row.preset,
    patterns: (row) => row.patterns,
    samples: (row) => row.samples,
    CPU: (row) => row.cpu.toFixed(0),
    WebGPU: (row) => row.webgpu.toFixed(0),
    "WebGPU : CPU": (row) => times(row.webgpu, row.cpu),
  })}
`;
}

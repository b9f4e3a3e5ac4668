// The section on sweeps on the graphics processor beside the CPU.
import { fields, table } from "../figures.mjs";

/**
 * Checks what a measurement found:
 * `machine` (the machine and the browser, in words), `adapter` (the graphics adapter's name), `software` (whether it is
 * computed by the CPU), `samples` (how many were swept), and `rows`, one per preset and scheme: `preset`, `scheme`, `patterns`
 * (failure patterns swept), `cpu` and `webgpu`, milliseconds a sample of a sweep of all patterns in one worker.
 */
export function taken(found) {
  fields(found, { machine: "string", adapter: "string", software: "boolean", samples: "number" }, "webgpu");
  for (const row of found.rows) {
    fields(row, { preset: "string", scheme: "string", patterns: "number", cpu: "number", webgpu: "number" }, "a row of webgpu");
  }
  return found;
}

const milliseconds = (value) => value.toFixed(value < 1 ? 3 : 2);

/** The section's text. */
export function section({ machine, adapter, software, samples, rows }) {
  const remark = software
    ? "The adapter is a program that computes on the CPU: what a graphics processor would do these figures do not say."
    : "The adapter is a graphics processor.";
  return `## Sweeps on the graphics processor
Taken in by \`node tests/bench/take.mjs webgpu FILE --write\`; measured on ${machine}; WebGPU adapter: ${adapter}. ${remark} Milliseconds a
sample of a sweep of all failure patterns on ${samples} samples, one worker each.

${table(rows, {
    preset: (row) => row.preset,
    scheme: (row) => row.scheme,
    patterns: (row) => row.patterns,
    CPU: (row) => milliseconds(row.cpu),
    WebGPU: (row) => milliseconds(row.webgpu),
    "WebGPU : CPU": (row) => (row.webgpu / row.cpu).toFixed(2),
  }, 2)}
`;
}

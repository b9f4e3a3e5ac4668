// The section on the built page.
import { table } from "../figures.mjs";

const round = (value) => Math.round(value);
const kilobytes = (bytes) => Math.round(bytes / 1000);

/** The section's text. */
export function section({ machine, runs, toggles, long_task: longTask, results, drag }) {
  const rows = Object.entries(results);
  return `## The page
Made by \`cargo xtask bench --page --write\` on ${machine}. Milliseconds, medians of ${runs} runs of the built site from 127.0.0.1, each
in a browser context of its own, which has kept nothing.

### Opening it
${table(rows, {
    preset: ([preset]) => preset,
    "first paint": ([, row]) => round(row.first_paint),
    "with content": ([, row]) => round(row.first_contentful_paint),
    "network drawn": ([, row]) => round(row.drawn),
    "first answer": ([, row]) => round(row.first_answer),
    "kB until then": ([, row]) => kilobytes(row.bytes),
    "in brotli": ([, row]) => kilobytes(row.brotli),
    "four schemes loaded": ([, row]) => round(row.all_loaded),
  })}

All count from the start of the navigation. *First paint* and *with content* are the browser's own entries, *network drawn* is the page's first frame with the
network in it, *first answer* its first live prediction. *kB until then* is all that page and worker had been sent by
that time, in thousands of bytes of content; the server of the tests does not compress. *In brotli* is what the same files have at that compression's highest level.

### Using it
${table(rows, {
    preset: ([preset]) => preset,
    "sweep of all failures": ([, row]) => round(row.sweep),
    "longest task in it": ([, row]) => (row.longest_task_in_sweep === 0 ? `< ${longTask}` : round(row.longest_task_in_sweep)),
    toggle: ([, row]) => round(row.toggle),
    "slowest toggle": ([, row]) => round(row.slowest_toggle),
  })}

*Sweep of all failures* is the time from
the last scheme's loading until the accuracies of all four schemes under every failure pattern cover every held-out
sample. *Longest task in it* is the longest main-thread task meanwhile (the browser reports none below ${longTask} ms).
*Toggle* is the time from a click on a node until all accuracies on the page have been painted anew, with the sweep done: the
median and the slowest of ${toggles}.

### Dragging a node
In a drawing of 64 nodes and 512 hyperconnections, a node is dragged around with the mouse: scripting in each of ${drag.frames} frames
${drag.median.toFixed(1)} ms at the median, ${drag.slowest.toFixed(1)} ms at the worst (from a trace of the browser's main thread; without layout and painting).
`;
}

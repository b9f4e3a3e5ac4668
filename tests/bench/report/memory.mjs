// The section on memory while samples are played.
import { median, table } from "../figures.mjs";

const MEBIBYTE = 1 << 20;
const mebibytes = (bytes) => (bytes / MEBIBYTE).toFixed(2);
/** What is shown of half an hour, in minutes. */
const SHOWN = [0, 1, 5, 10, 15, 20, 25, 30];
/** Growth of the second half, as a share of what is held, below which it counts as none. */
const STEADY = 0.02;

const TOTALS = {
  "JavaScript heaps": (row) => row.page_heap + row.worker_heap,
  "WebAssembly memories": (row) => row.page_webassembly + row.worker_webassembly,
};

/** Bytes per minute: the middle slope between any two minutes, which single outliers do not move. */
export function slope(rows, value) {
  const slopes = rows.flatMap((from, at) => rows.slice(at + 1).map((to) => (value(to) - value(from)) / (to.minute - from.minute)));
  return median(slopes);
}

/** What the second half says of one total, in words. */
function verdict(name, value, half) {
  const [perMinute, level] = [slope(half, value), median(half.map(value))];
  const length = half.at(-1).minute - half[0].minute;
  const share = (perMinute * length) / level;
  const word = share > STEADY ? "grows" : share < -STEADY ? "shrinks" : "steady";
  return { name, level, perMinute, share, word };
}

/** The section's text. */
export function section({ machine, preset, whole, minutes }) {
  const last = minutes.at(-1);
  const shown = minutes.filter(({ minute }) => SHOWN.includes(minute) || minute === last.minute);
  const half = minutes.filter(({ minute }) => minute >= last.minute / 2);
  const verdicts = Object.entries(TOTALS).map(([name, value]) => verdict(name, value, half));
  return `## Memory over half an hour
Made by \`cargo xtask bench --memory --write\` on ${machine}. The preset ${preset} with all four schemes loaded and swept, then
played for ${last.minute} minutes${last.minute === whole ? "" : ` (of ${whole}: a trial)`}: ${last.samples} samples with their answers. MiB; heaps of JavaScript after a collection, all
memories of WebAssembly that are still reachable, of the page and of its ${last.workers === 1 ? "worker" : `${last.workers} workers`}.

${table(shown, {
    minute: (row) => row.minute,
    samples: (row) => row.samples,
    "heap, page": (row) => mebibytes(row.page_heap),
    "heap, worker": (row) => mebibytes(row.worker_heap),
    "WebAssembly, page": (row) => mebibytes(row.page_webassembly),
    "WebAssembly, worker": (row) => mebibytes(row.worker_webassembly),
  }, 0)}

The second half (minutes ${half[0].minute} to ${last.minute}), by the middle slope between any two of its minutes; *steady* is what changes by
less than ${100 * STEADY} % in it:

${table(verdicts, {
    "": (row) => row.name,
    MiB: (row) => mebibytes(row.level),
    "KiB a minute": (row) => (row.perMinute / 1024).toFixed(1),
    "% in the half": (row) => (100 * row.share).toFixed(2),
    verdict: (row) => row.word,
  })}
`;
}

// The section on the engine beside onnxruntime-web.
import { table } from "../figures.mjs";

const milliseconds = (value) => value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0);
const ratio = (value, atBest) => `${value.toFixed(2)} (${atBest.toFixed(2)})`;
const isReached = (ratio, goal) => `≤ ${goal}${ratio <= goal ? " ✓" : ""}`;

/** The section's text. */
export function section({ machine, runtime, samples, turns, per_turn: perTurn, sweep_turns: sweepTurns, single, sweep }) {
  return `## The engine beside another runtime
Made by \`cargo xtask bench --engine --write\` on ${machine}. Milliseconds; ${runtime}, its WebAssembly with SIMD, one
thread, each engine in a worker of its own, by turns on the first ${samples} samples of the pack. Times are medians of all turns, ratios
medians of the turns' ratios, in brackets those of the fastest turns.

### One sample
From a raw sample to its logits, all nodes up, normalisation included: ${turns} turns of ${perTurn} samples each. *Whole* is the network as one
ONNX file (the inputs that do not count without failures left out), *nodes* a session for each node. All three agree with the
recorded logits.

${table(single, {
    preset: (row) => row.preset,
    scheme: (row) => row.scheme,
    DeepFog: (row) => milliseconds(row.ours),
    whole: (row) => milliseconds(row.whole),
    nodes: (row) => milliseconds(row.nodes),
    "DeepFog : whole": (row) => ratio(row.to_whole, row.to_whole_at_best),
    "DeepFog : nodes": (row) => ratio(row.to_nodes, row.to_nodes_at_best),
    "aimed at (whole)": (row) => isReached(row.to_whole, row.goal),
  }, 2)}

### All failure patterns
Right answers under every pattern on ${samples} samples, ${sweepTurns} turns. The other runtime runs a session for each node, in the batch of 32, 64, 128 or
256 that is its fastest. *Full passes* run the whole network for each of the patterns, with zeros for what does not count: that is what one
exported model with its gates for inputs does. *Least passes* run only the nodes that deliver, and only for the patterns under which
information reaches the cloud. The counts of right answers agree, but for samples whose two best logits are too close to tell.

${table(sweep, {
    preset: (row) => row.preset,
    scheme: (row) => row.scheme,
    patterns: (row) => row.patterns,
    answered: (row) => row.answered_patterns,
    DeepFog: (row) => milliseconds(row.ours),
    "full passes": (row) => milliseconds(row.full),
    "least passes": (row) => milliseconds(row.least),
    batch: (row) => row.batch,
    "DeepFog : full": (row) => ratio(row.to_full, row.to_full_at_best),
    "DeepFog : least": (row) => ratio(row.to_least, row.to_least_at_best),
    "aimed at (full)": (row) => isReached(row.to_full, row.goal),
  }, 2)}
`;
}

// onnxruntime-web in a worker of its own: one thread, WebAssembly with SIMD. It runs a bundle as its manifest says.
import * as ort from "../../ort/ort.wasm.bundle.min.mjs";
import { answer } from "./answer.mjs";
import { deliver, downIn, failable, fetchBundle, normalise, prediction, sense } from "./bundle.mjs";
import { fetchPack } from "./pack.mjs";
import { wholeNetwork } from "./whole.mjs";

ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;
ort.env.wasm.wasmPaths = new URL("../../ort/", import.meta.url).href;
ort.env.logLevel = "error";

const OPTIONS = { executionProviders: ["wasm"], graphOptimizationLevel: "all" };
/** Where the two best logits are closer, engines may answer differently. */
const NEAR_TIE = 2e-4;

let [manifest, samples, whole] = [null, null, null];
/** Per node: its session, or null for a source without units. */
let sessions = [];
const zeros = new Map();

answer({
  /** Loads a bundle, node by node and as a whole, and the first `count` samples of a pack. */
  async load(bundle, folder, count) {
    for (const session of [whole, ...sessions]) await session?.release();
    zeros.clear();
    const fetched = await fetchBundle(bundle);
    manifest = fetched.manifest;
    sessions = [];
    for (const { file } of manifest.nodes) {
      sessions.push(file && (await ort.InferenceSession.create(fetched.files.get(file.name), OPTIONS)));
    }
    whole = await ort.InferenceSession.create(wholeNetwork(manifest, fetched.files), OPTIONS);
    samples = await fetchPack(folder, count);
    return { version: ort.env.versions?.web ?? ort.env.versions?.common, patterns: 2 ** failable(manifest).length };
  },

  /** Milliseconds that samples take one by one, all nodes up; `how` is `whole` (one session) or `nodes` (one per node). */
  async single(how, count) {
    const run = runner(how);
    const start = performance.now();
    for (let at = 0; at < count; at += 1) await run(sample(at));
    return performance.now() - start;
  },

  /** The logits of the first samples, run one by one. */
  async singleLogits(how, count) {
    const run = runner(how);
    const logits = [];
    for (let at = 0; at < count; at += 1) logits.push([...(await run(sample(at)))]);
    return logits;
  },

  /**
   * Failure patterns (all of them where none are named) on all samples, in batches: a pass for each pattern and batch. `passes`
   * are `full` where each runs the whole network, with zeros for what does not count, as one model with gates for inputs does;
   * they are the `least` where each runs the nodes that deliver, and there is none where no information reaches the cloud.
   */
  async sweep(batch, passes, named = null) {
    const patterns = named ?? Array.from({ length: 2 ** failable(manifest).length }, (_, pattern) => pattern);
    const [correct, nearTies] = [patterns.map(() => 0), patterns.map(() => 0)];
    const start = performance.now();
    const deliveries = patterns.map((pattern) => deliver(manifest, downIn(manifest, pattern)));
    for (let first = 0; first < samples.count; first += batch) {
      const size = Math.min(batch, samples.count - first);
      const raw = samples.values.subarray(first * samples.width, (first + size) * samples.width);
      const sensed = senseAll(normalise(manifest, raw), size);
      for (const [at, delivery] of deliveries.entries()) {
        const isAnswered = delivery.delivers.at(-1);
        if (!isAnswered && passes === "least") continue;
        const logits = await pass(sensed, delivery, size, passes === "full");
        if (!isAnswered) continue;
        const classes = logits.length / size;
        for (let row = 0; row < size; row += 1) {
          const answer = logits.subarray(row * classes, (row + 1) * classes);
          if (prediction(answer) === samples.labels[first + row]) correct[at] += 1;
          if (isNearTie(answer)) nearTies[at] += 1;
        }
      }
    }
    const milliseconds = performance.now() - start;
    return { milliseconds, correct, nearTies, answered: deliveries.map(({ delivers }) => Number(delivers.at(-1))) };
  },
});

/** A function from a raw sample to its logits, all nodes up. */
function runner(how) {
  if (how === "whole") {
    return async (raw) => {
      const normalised = normalise(manifest, raw);
      const feeds = {};
      for (const node of manifest.nodes) {
        if (node.tier === "source") feeds[node.id] = tensor(sense(manifest, node, normalised), 1, node.input_shape);
      }
      return (await whole.run(feeds)).output.data;
    };
  }
  const delivery = deliver(manifest, new Set());
  return (raw) => pass(senseAll(normalise(manifest, raw), 1), delivery, 1);
}

/** Per node: what a source senses. */
function senseAll(normalised, batch) {
  return manifest.nodes.map((node) => node.tier === "source" && tensor(sense(manifest, node, normalised), batch, node.input_shape));
}

/** One pass, through all nodes or those that deliver; gives the cloud's logits, where it is one of them. */
async function pass(sensed, { delivers, counts }, batch, isFull = false) {
  const outputs = new Map();
  for (const [at, node] of manifest.nodes.entries()) {
    if (!delivers[at] && !isFull) continue;
    const session = sessions[at];
    if (session === null) {
      outputs.set(node.id, sensed[at]);
      continue;
    }
    const feeds = {};
    if (node.tier === "source") feeds.sensed = sensed[at];
    for (const [place, input] of node.inputs.entries()) {
      feeds[input.name] = counts[at][place] ? outputs.get(input.from) : zeroTensor(batch, input.shape);
    }
    outputs.set(node.id, (await session.run(feeds)).output);
  }
  return outputs.get(manifest.nodes.at(-1).id)?.data;
}

function tensor(values, batch, shape) {
  return new ort.Tensor("float32", values, [batch, ...shape]);
}

/** Zeros, made once for each shape. */
function zeroTensor(batch, shape) {
  const key = [batch, ...shape].join();
  if (!zeros.has(key)) zeros.set(key, tensor(new Float32Array(shape.reduce((product, dim) => product * dim, batch)), batch, shape));
  return zeros.get(key);
}

function isNearTie(logits) {
  let [first, second] = [-Infinity, -Infinity];
  for (const logit of logits) {
    if (logit > first) [first, second] = [logit, first];
    else if (logit > second) second = logit;
  }
  return first - second < NEAR_TIE;
}

/** A raw sample; after the last comes the first. */
function sample(at) {
  const start = (at % samples.count) * samples.width;
  return samples.values.subarray(start, start + samples.width);
}

// The product's engine in a worker of its own.
import init, { Loading, Pack } from "../../engine/deepfog_bench_engine.js";
import { answer } from "./answer.mjs";
import { bytesOf, fetchBundle } from "./bundle.mjs";
import { fetchPack } from "./pack.mjs";

const ready = init();
let [engine, pack, samples] = [null, null, null];

answer({
  /** Loads a bundle and the first `count` samples of a pack. */
  async load(bundle, folder, count) {
    await ready;
    engine?.free();
    pack?.free();
    const { text, files } = await fetchBundle(bundle);
    const loading = new Loading(text);
    for (let name = loading.next; name !== undefined; name = loading.next) loading.add(name, files.get(name));
    engine = loading.finish();
    pack = new Pack(await bytesOf(`${folder}/pack.json`));
    while (pack.length < count && pack.next !== undefined) pack.add(await bytesOf(`${folder}/${pack.next}`));
    pack.keep(count);
    samples = await fetchPack(folder, count);
  },

  /** Milliseconds that samples take one by one. */
  single(count) {
    const start = performance.now();
    for (let at = 0; at < count; at += 1) engine.run(sample(at));
    return performance.now() - start;
  },

  /** The logits of the first samples, run one by one. */
  singleLogits(count) {
    return Array.from({ length: count }, (_, at) => [...engine.run(sample(at))]);
  },

  /** Milliseconds of all samples in batches of that size; one by one for a size of 1. */
  pass(size) {
    const start = performance.now();
    pass(size);
    return performance.now() - start;
  },

  /** The logits of all samples, in batches of that size, one after the other. */
  logits(size) {
    return pass(size).flatMap((logits) => [...logits]);
  },

  /** All failure patterns on all samples. */
  sweep() {
    const start = performance.now();
    const counts = engine.sweep(pack);
    const milliseconds = performance.now() - start;
    const found = { milliseconds, correct: [...counts.correct], answered: [...counts.answered], nearTies: [...counts.nearTies] };
    counts.free();
    return found;
  },
});

/** A raw sample; after the last comes the first. */
function sample(at) {
  const start = (at % samples.count) * samples.width;
  return samples.values.subarray(start, start + samples.width);
}

/** The logits of all samples, batch by batch. */
function pass(size) {
  const { values, width } = samples;
  const logits = [];
  for (let start = 0; start < values.length; start += size * width) {
    const batch = values.subarray(start, start + size * width);
    logits.push(size === 1 ? engine.run(batch) : engine.logits(batch));
  }
  return logits;
}

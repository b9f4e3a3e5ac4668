// What a bundle's manifest says of running it: normalisation, sensing, gates. Written from the manifest's own words
// and from nothing of the engine.

/** Bytes of a file of the site. */
export async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A bundle's manifest and the bytes of its files by their names. */
export async function fetchBundle(folder) {
  const text = await bytesOf(`${folder}/manifest.json`);
  const manifest = JSON.parse(new TextDecoder().decode(text));
  const files = new Map();
  for (const { file } of manifest.nodes) if (file) files.set(file.name, await bytesOf(`${folder}/${file.name}`));
  return { manifest, text, files };
}

/** The nodes that can fail, in the order of a pattern's bits. */
export function failable(manifest) {
  return manifest.nodes.filter(({ tier }) => tier === "edge" || tier === "fog").map(({ id }) => id);
}

/** The ids of the nodes that are down in a pattern. */
export function downIn(manifest, pattern) {
  return new Set(failable(manifest).filter((_, bit) => (pattern >> bit) & 1));
}

/** Which nodes deliver, and which inputs of each count, where the nodes in `down` are down. */
export function deliver(manifest, down) {
  const delivering = new Set();
  const counts = manifest.nodes.map((node) => {
    const counted = node.inputs.map(({ from, waits_for: others }) =>
      delivering.has(from) && !others.some((other) => delivering.has(other)));
    const is = node.tier === "source" || (!down.has(node.id) && counted.includes(true));
    if (is) delivering.add(node.id);
    return counted;
  });
  return { delivers: manifest.nodes.map(({ id }) => delivering.has(id)), counts };
}

/** The shape of one whole sample, channels first. */
export function sampleShape({ task: { input } }) {
  return input.kind === "signal" ? [input.channels.length, input.steps] : [input.channels, input.height, input.width];
}

/** Raw samples that lie one after the other, normalised. */
export function normalise(manifest, raw) {
  const { mean, std } = manifest.normalisation;
  const [channels, ...rest] = sampleShape(manifest);
  const length = rest.reduce((product, dim) => product * dim, 1);
  const normalised = new Float32Array(raw.length);
  for (let start = 0, channel = 0; start < raw.length; start += length, channel = (channel + 1) % channels) {
    const [offset, scale] = [mean[channel], std[channel]];
    for (let at = start; at < start + length; at += 1) normalised[at] = (raw[at] - offset) / scale;
  }
  return normalised;
}

/** What a source takes of normalised samples. */
export function sense(manifest, { sense: what, input_shape: shape }, samples) {
  const whole = sampleShape(manifest);
  if (shape.join() === whole.join() && (what.kind !== "channels" || what.channels.every((channel, at) => channel === at))) return samples;
  const size = (dims) => dims.reduce((product, dim) => product * dim, 1);
  const [width, share] = [size(whole), size(shape)];
  const sensed = new Float32Array((samples.length / width) * share);
  let to = 0;
  const take = (from, length) => {
    sensed.set(samples.subarray(from, from + length), to);
    to += length;
  };
  for (let start = 0; start < samples.length; start += width) {
    if (what.kind === "channels") {
      for (const channel of what.channels) take(start + channel * whole[1], whole[1]);
      continue;
    }
    const { top, left, height, width: columns } = what.region;
    for (let plane = 0; plane < whole[0]; plane += 1) {
      for (let row = top; row < top + height; row += 1) take(start + (plane * whole[1] + row) * whole[2] + left, columns);
    }
  }
  return sensed;
}

/** The class with the largest logit; the first of equals. */
export function prediction(logits) {
  let best = 0;
  for (let at = 1; at < logits.length; at += 1) if (logits[at] > logits[best]) best = at;
  return best;
}

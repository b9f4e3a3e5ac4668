// The first samples of a pack, read from the format's documentation (crates/dataset/src/lib.rs).
import { bytesOf } from "./bundle.mjs";

/** `values` (raw samples, dequantised, one after the other), `labels`, `width` (values of a sample), `count`. */
export async function fetchPack(folder, count) {
  const header = JSON.parse(new TextDecoder().decode(await bytesOf(`${folder}/pack.json`)));
  const { scale, dtype } = header.encoding;
  let [values, width, held] = [null, 0, 0];
  const labels = new Uint8Array(count);
  for (const { file } of header.chunks) {
    if (held === count) break;
    const bytes = await bytesOf(`${folder}/${file}`);
    const view = new DataView(bytes.buffer);
    const samples = view.getUint32(8, true);
    width = view.getUint32(12, true);
    values ??= new Float32Array(count * width);
    const taken = Math.min(samples, count - held);
    labels.set(bytes.subarray(16, 16 + taken), held);
    const start = 16 + Math.ceil(samples / 4) * 4 + 4 * bytes[7] * samples;
    const length = width / scale.length;
    const scales = Float32Array.from(scale);
    for (let at = 0; at < taken * width; at += 1) {
      const quantised = dtype === "u8" ? bytes[start + at] : view.getInt16(start + 2 * at, true);
      // In 32 bits, as the datum is defined; the array rounds the exact product once.
      values[held * width + at] = quantised * scales[Math.floor((at % width) / length)];
    }
    held += taken;
  }
  if (held < count) throw new Error(`${folder} holds ${held} samples, not ${count}`);
  return { values, labels, width, count };
}

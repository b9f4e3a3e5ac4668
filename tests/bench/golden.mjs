// Logits recorded with one engine (crates/inference/src/golden.rs says how they are written).

/** `samples`, `classes` and `patterns`: per bit mask (a BigInt) the logits sample by sample, or null where nothing is answered. */
export function recording(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [samples, classes, count] = [0, 4, 8].map((at) => view.getUint32(at, true));
  const patterns = new Map();
  let at = 12;
  for (let pattern = 0; pattern < count; pattern += 1) {
    const mask = view.getBigUint64(at, true);
    const isAnswered = view.getUint8(at + 8) === 1;
    at += 9;
    const start = at;
    if (isAnswered) at += 4 * samples * classes;
    patterns.set(mask, isAnswered
      ? Array.from({ length: samples * classes }, (_, place) => view.getFloat32(start + 4 * place, true))
      : null);
  }
  return { samples, classes, patterns };
}

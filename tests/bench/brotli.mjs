// What a static host that compresses would send.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const sizes = new Map();

/** Bytes of a site's file in brotli at its best; the file's own where that is less. */
export function brotli(site, name) {
  const path = join(site, name);
  if (!sizes.has(path)) {
    const content = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, [constants.BROTLI_PARAM_LGWIN]: 22 };
    sizes.set(path, Math.min(content.length, brotliCompressSync(content, { params }).length));
  }
  return sizes.get(path);
}

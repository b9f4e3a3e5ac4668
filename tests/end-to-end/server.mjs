// Serves the built site at a sub-path of 127.0.0.1, as a static host would, and on demand as a bad one.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/** The sub-path under which the site is served: a site that works there works anywhere. */
export const BASE = "/a/b/";

/**
 * Starts a server for the site in `folder`.
 *
 * Gives `address` (the page's), `origin`, `requests` (the path of each request so far, below BASE, without its query),
 * `outside` (requests that were not below BASE), `sent` (each whole answer: the file's `name`, `bytes` of its content, which
 * is never compressed, and `at`, when the last of it was sent, as `Date.now()` counts), and
 * - `fault(pattern, kind)`: from now on a path that matches the regular expression is served badly: `missing` (404),
 *   `refused` (the connection is dropped), `corrupt` (a byte in the middle is another, of a program the first), `cut` (ends halfway),
 *   `stalled` (never answered);
 * - `heal()`: no more faults;
 * - `close()`.
 */
export async function serve(folder) {
  const requests = [];
  const outside = [];
  const sent = [];
  let faults = [];

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
    if (!path.startsWith(BASE)) {
      outside.push(path);
      response.writeHead(404).end();
      return;
    }
    const name = path.slice(BASE.length) || "index.html";
    requests.push(name);
    const kind = faults.find(({ pattern }) => pattern.test(name))?.kind;
    if (kind === "refused") {
      request.socket.destroy();
      return;
    }
    if (kind === "stalled") return;
    const file = normalize(join(folder, name));
    let content = null;
    if (kind !== "missing" && file.startsWith(normalize(folder) + sep)) {
      content = await readFile(file).catch(() => null);
    }
    if (!content) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    // In the middle of a program there may be a number: another one would still be a program.
    if (kind === "corrupt") content[name.endsWith(".wasm") ? 0 : content.length >> 1] ^= 0xff;
    response.writeHead(200, {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "content-length": content.length,
      // Each test sees what is served now, not what an earlier one was served.
      "cache-control": "no-store",
    });
    if (kind === "cut") {
      response.write(content.subarray(0, content.length >> 1), () => response.destroy());
      return;
    }
    response.end(content, () => sent.push({ name, bytes: content.length, at: Date.now() }));
  });

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    address: origin + BASE,
    requests,
    outside,
    sent,
    fault: (pattern, kind) => faults.push({ pattern, kind }),
    heal: () => { faults = []; },
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

// The command line's figures, to hold the page's to.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program that `cargo build -p deepfog-cli` makes: what `cargo xtask test` names, else the one in `target/`. */
const DEEPFOG = process.env.DEEPFOG_CLI ?? `${ROOT}/target/debug/deepfog`;

/** The schemes, as in file names. */
export const SCHEMES = ["vanilla", "deep-fog-guard", "resilinet", "resilinet-plus"];

/** What `deepfog COMMAND models/PRESET/SCHEME --json ...` prints. */
export function deepfog(command, preset, scheme, ...options) {
  const output = execFileSync(DEEPFOG, [command, `models/${preset}/${scheme}`, "--json", ...options], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}

/** What `deepfog evaluate` prints of a bundle in a folder or a zip file, with these nodes down. */
export function evaluated(bundle, down) {
  const options = down.length > 0 ? ["--down", down.join(",")] : [];
  return JSON.parse(run("evaluate", bundle, "--pack", "models/packs/smartwatch", "--json", ...options));
}

/** What `deepfog sweep` prints of a bundle in a folder or a zip file: the accuracy under every failure pattern of its nodes. */
export function swept(bundle) {
  return JSON.parse(run("sweep", bundle, "--pack", "models/packs/smartwatch", "--json"));
}

/** Trains a document natively as the page does in the browser; what `deepfog evaluate` prints of the result. */
export function trained(document, scheme, out, { epochs, seed }) {
  run("train", "--document", document, "--scheme", scheme, "--epochs", String(epochs), "--seed", String(seed), "--out", out);
  return evaluated(`${out}/${scheme}`, []);
}

function run(...words) {
  return execFileSync(DEEPFOG, words, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });
}

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

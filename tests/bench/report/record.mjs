// docs/benchmarks.json holds what each part of the benchmark found last, docs/benchmarks.md the same for people.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as engine from "./engine.mjs";
import * as growth from "./growth.mjs";
import * as memory from "./memory.mjs";
import * as native from "./native.mjs";
import * as page from "./page.mjs";
import * as sweep16 from "./sweep16.mjs";
import * as sweeps from "./sweeps.mjs";

const DOCS = fileURLToPath(new URL("../../../docs/", import.meta.url));

/** The parts in their order on the page: each gives its section of what it found. */
const PARTS = { page, memory, engine, native, sweeps, growth, sweep16 };

/** What another program measured, checked by the part to which it belongs. */
export function take(part, found) {
  const takers = Object.keys(PARTS).filter((name) => PARTS[name].taken);
  assert.ok(takers.includes(part), `${part} is none of ${takers.join(", ")}`);
  return PARTS[part].taken(found);
}

/** Prints a part's section; with `write` it takes its place in the two files, and the other parts stay as they are. */
export function record(part, found, { write }) {
  process.stdout.write(`\n${PARTS[part].section(found)}\n`);
  if (!write) return;
  const json = `${DOCS}benchmarks.json`;
  const all = { ...(existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : {}), [part]: found };
  const known = Object.keys(PARTS).filter((name) => name in all);
  writeFileSync(json, `${JSON.stringify(Object.fromEntries(known.map((name) => [name, all[name]])), null, 2)}\n`);
  const sections = known.map((name) => PARTS[name].section(all[name]));
  writeFileSync(`${DOCS}benchmarks.md`, `# How fast DeepFog is

Every section names the command that made it and the machine; \`cargo xtask bench --write\` makes the page's and the engine's.

${sections.join("\n")}`);
}

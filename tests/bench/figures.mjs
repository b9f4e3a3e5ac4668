// What every part of the benchmark needs.
import assert from "node:assert/strict";
import { cpus } from "node:os";

/** What the command line says: which presets are measured (those named, or all), and whether docs/ are written. */
export function options(all) {
  const named = process.argv.slice(2).filter((argument) => argument !== "--write");
  for (const name of named) assert.ok(all.includes(name), `${name} is none of ${all.join(", ")}`);
  const write = process.argv.includes("--write");
  assert.ok(!write || named.length === 0, "what is written holds all presets: name none");
  return { presets: named.length === 0 ? all : named, write };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** The machine, and where there is one the browser, in words. */
export function machine(version = null) {
  const browser = version === null ? "" : `; Chromium ${version}, headless`;
  return `${cpus()[0]?.model.trim()}, ${cpus().length} cores${browser}`;
}

/** Holds an object to have fields of these types, and numbers to be some. */
export function fields(object, types, where) {
  for (const [name, type] of Object.entries(types)) {
    const value = object?.[name];
    assert.ok(typeof value === type && (type !== "number" || Number.isFinite(value)), `${where}: ${name} is no ${type}: ${value}`);
  }
}

/** A table: `columns` gives for each heading what stands in a row's cell; the first `names` columns are texts. */
export function table(rows, columns, names = 1) {
  const headings = Object.keys(columns);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = `|${headings.map((_, at) => (at < names ? "---|" : "---:|")).join("")}`;
  return [line(headings), rule, ...rows.map((row) => line(Object.values(columns).map((cell) => cell(row))))].join("\n");
}

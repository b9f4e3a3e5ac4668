// Takes what another program measured into docs/benchmarks.{md,json}: `node tests/bench/take.mjs PART FILE [--write]`.
// PART is `growth` (FILE by `deepfog growth --write FILE`) or `sweep16` (by `deepfog sweep BUNDLE --json > FILE`);
// what each needs stands in report/PART.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { record, take } from "./report/record.mjs";

const [part, file, ...rest] = process.argv.slice(2);
const isRight = part !== undefined && file !== undefined && rest.every((word) => word === "--write");
assert.ok(isRight, "usage: node tests/bench/take.mjs PART FILE [--write]");
record(part, take(part, JSON.parse(readFileSync(file, "utf8"))), { write: rest.length > 0 });

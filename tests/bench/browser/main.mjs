// The benchmark's page: two workers, each with one engine, which the driver asks by turns.

const asked = new Map();
let last = 0;

function start(name) {
  const worker = new Worker(new URL(`${name}.mjs`, import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: { id, value, error } }) => {
    const { resolve, reject } = asked.get(id);
    asked.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(`${name}: ${error}`));
  });
  worker.addEventListener("error", (event) => {
    for (const { reject } of asked.values()) reject(new Error(`${name}: ${event.message}`));
  });
  return worker;
}

const workers = { ours: start("ours"), theirs: start("theirs") };

/** Asks one engine; gives what it answers. */
window.ask = (name, operation, ...values) => new Promise((resolve, reject) => {
  last += 1;
  asked.set(last, { resolve, reject });
  workers[name].postMessage({ id: last, operation, values });
});

// A worker's side of the benchmark: each message names an operation and its arguments, each answer is its value.

/** Answers messages `{ id, operation, values }` by `operations`. */
export function answer(operations) {
  // One at a time: an operation that waits for something must not be timed together with another.
  let last = Promise.resolve();
  addEventListener("message", ({ data: { id, operation, values } }) => {
    last = last.then(async () => {
      try {
        postMessage({ id, value: await operations[operation](...values) });
      } catch (error) {
        postMessage({ id, error: String(error?.stack ?? error) });
      }
    });
  });
}

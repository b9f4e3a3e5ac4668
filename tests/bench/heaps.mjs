// What a page and its workers hold in memory: JavaScript's heap after a collection, and WebAssembly's memories.

/** Asks one side (the page, or a worker) by the debugging protocol: `send(method, parameters)` gives the answer. */
async function held(send) {
  await send("HeapProfiler.collectGarbage");
  const { usedSize: heap } = await send("Runtime.getHeapUsage");
  const objectGroup = "memories";
  const { result: prototype } = await send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype", objectGroup });
  const { objects } = await send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId, objectGroup });
  const { result } = await send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    returnByValue: true,
  });
  await send("Runtime.releaseObjectGroup", { objectGroup });
  return { heap, webassembly: result.value };
}

/**
 * Watches a page from before it is opened, so that every worker that it starts is known. Gives a function that
 * measures now: bytes `page_heap`, `page_webassembly`, and `worker_heap`, `worker_webassembly` of all `workers` together.
 */
export async function watchHeaps(page) {
  const session = await page.context().newCDPSession(page);
  const workers = new Map();
  const waiting = new Map();
  let last = 0;
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") workers.set(sessionId, targetInfo.url);
  });
  session.on("Target.detachedFromTarget", ({ sessionId }) => workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    if (!waiting.has(id)) return;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(`a worker's memory: ${error.message}`));
    else resolve(result);
  });
  // Not flattened: the answers of workers come as events of this session, which is the page's.
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const worker = (sessionId) => (method, params = {}) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: last, method, params }) }).catch(reject);
  });
  return async () => {
    const own = await held((method, params) => session.send(method, params));
    const others = [];
    for (const sessionId of workers.keys()) others.push(await held(worker(sessionId)));
    const sum = (name) => others.reduce((sum, other) => sum + other[name], 0);
    return {
      page_heap: own.heap, page_webassembly: own.webassembly,
      worker_heap: sum("heap"), worker_webassembly: sum("webassembly"), workers: others.length,
    };
  };
}

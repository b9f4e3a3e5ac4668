// Starts the inference worker. The page asks for this file with the workers' version as its query
// (`worker.js?v=…`) and the query goes on to the two files below, so that a browser never mixes old and new.
"use strict";

importScripts("./deepfog-worker.js" + self.location.search);
wasm_bindgen({ module_or_path: "./deepfog-worker_bg.wasm" + self.location.search }).catch((error) => {
  // A rejection stays inside a worker; an exception reaches the page, as the worker's `error` event.
  setTimeout(() => { throw error; });
});

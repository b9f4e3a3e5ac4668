// Starts a training worker. The laboratory asks for this file with the workers' version as its query
// (`trainer.js?v=…`) and the query goes on to the two files below, so that a browser never mixes old and new.
"use strict";

importScripts("./deepfog-trainer.js" + self.location.search);
wasm_bindgen({ module_or_path: "./deepfog-trainer_bg.wasm" + self.location.search }).catch((error) => {
  // A rejection stays inside a worker; an exception reaches the laboratory, as the worker's `error` event.
  setTimeout(() => { throw error; });
});

// Starts the page: checks that this browser has what the page needs, loads its WebAssembly, and says in words when
// either fails. An external script, because the page's security policy allows no inline one.
(() => {
  "use strict";

  // The smallest module that uses SIMD: () -> v128 by i8x16.splat and i8x16.popcnt.
  const SIMD = Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

  // The sentence takes the place of "Loading…"; it is spoken too, because that paragraph is a live region.
  function say(sentence) {
    const status = document.getElementById("boot-status");
    if (!status) return;
    status.textContent = sentence;
    const button = document.createElement("button");
    button.type = "button";
    button.id = "boot-retry";
    button.textContent = "Retry";
    // The whole page again: a browser remembers for a page's life that a module failed.
    button.addEventListener("click", () => location.reload());
    status.after(button);
  }

  function missing() {
    if (typeof WebAssembly !== "object" || typeof WebAssembly.validate !== "function") {
      return "This browser has no WebAssembly, or it is switched off. DeepFog computes everything here in the page and "
        + "needs it: any current Chrome, Edge, Firefox or Safari has it.";
    }
    if (!WebAssembly.validate(SIMD)) {
      return "This browser's WebAssembly has no SIMD instructions, which DeepFog's networks need: use Chrome or Edge 91, "
        + "Firefox 89, Safari 16.4, or newer.";
    }
    return null;
  }

  // The hash that the build wrote beside the preload of that file.
  function integrityOf(href) {
    for (const link of document.querySelectorAll("link[integrity]")) {
      if (link.getAttribute("href") === href) return link.integrity;
    }
    return "";
  }

  async function start() {
    const page = document.querySelector('meta[name="deepfog-page"]');
    const wasm = page.dataset.wasm;
    const response = fetch(wasm, { integrity: integrityOf(wasm) }).then((answer) => {
      if (!answer.ok) throw new Error(`${wasm}: ${answer.status}`);
      return answer;
    });
    const [bindings, bytes] = await Promise.all([
      // A script's own path, not the document's, is where import() starts from: hence the absolute address.
      import(new URL(page.content, document.baseURI).href),
      response,
    ]);
    await bindings.default({ module_or_path: bytes });
  }

  const sentence = missing();
  if (sentence) {
    // It may only be switched off.
    say(sentence);
    return;
  }
  start().catch((error) => {
    console.warn("DeepFog did not start:", error);
    say("DeepFog could not be loaded: a download failed, or what arrived is not what was sent. Check the connection and "
      + "try again.");
  });
})();

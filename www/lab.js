// Brings the laboratory when a person first wants to train: waits for the page's event, then loads the laboratory's
// WebAssembly, once, and hands the event over. Until then it costs nothing. An external script, because the page's
// security policy allows no inline one.
(() => {
  "use strict";

  const EVENTS = ["deepfog-train", "deepfog-resume"];

  // The page's last event: the one before it is not wanted any more.
  let asked = null;
  let started = false;

  const host = () => document.getElementById("lab");

  // What stands in the panel while there is no laboratory yet.
  function say(sentence, ...buttons) {
    const panel = document.createElement("div");
    panel.className = "lab lab-first";
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    const row = document.createElement("div");
    row.className = "buttons";
    for (const [name, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", act);
      row.append(button);
    }
    panel.append(words, row);
    host().replaceChildren(panel);
    host().hidden = false;
    // A live region that comes with its words is not spoken.
    setTimeout(() => { words.textContent = sentence; });
  }

  function close() {
    host().hidden = true;
    document.querySelector("[data-testid=train]")?.focus();
  }

  async function load() {
    const version = document.querySelector('meta[name="deepfog-worker-version"]')?.content ?? "";
    // A script's own path, not the document's, is where import() starts from: hence absolute addresses.
    const address = (file) => new URL(`${file}?v=${version}`, document.baseURI).href;
    const wasm = address("deepfog-lab_bg.wasm");
    const bytes = fetch(wasm).then((answer) => {
      if (!answer.ok) throw new Error(`${wasm}: ${answer.status}`);
      return answer;
    });
    const [bindings, module_or_path] = await Promise.all([import(address("deepfog-lab.js")), bytes]);
    await bindings.default({ module_or_path });
  }

  async function start() {
    started = true;
    say("The laboratory is being loaded…");
    try {
      await load();
    } catch (error) {
      console.warn("The laboratory did not start:", error);
      // A browser remembers for a page's life that a module failed: only the whole page again helps. What is drawn is kept.
      say(
        "The laboratory could not be loaded: a download failed, or what arrived is not what was sent. Check the connection and "
          + "load the page again.",
        ["Load the page again", () => location.reload()],
        ["Close", close],
      );
      return;
    }
    for (const kind of EVENTS) document.removeEventListener(kind, hear);
    // From here on it hears the page itself.
    document.dispatchEvent(new CustomEvent(asked.type, { detail: asked.detail }));
  }

  function hear(event) {
    asked = { type: event.type, detail: event.detail };
    if (!started) start();
    else host().hidden = false;
  }

  for (const kind of EVENTS) document.addEventListener(kind, hear);
})();

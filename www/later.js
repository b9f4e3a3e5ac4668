// Brings the page's other programs when a person first wants them, the laboratory to train and the analysis of failures: waits
// for the page's event, then loads the program's WebAssembly, once, and hands the event over. Until then it costs nothing.
// An external script, because the page's security policy allows no inline one.
"use strict";

/**
 * @param events the page's events that ask for the program
 * @param file the program's files, without their endings
 * @param place the identifier of its element
 * @param button the test identifier of the button that asks for it
 * @param name what people call it
 */
function later({ events, file, place, button, name }) {
  // The page's last event: the one before it is not wanted any more.
  let asked = null;
  let started = false;

  const host = () => document.getElementById(place);

  // What stands there while there is no program yet.
  function say(sentence, ...buttons) {
    const panel = document.createElement("div");
    panel.className = `${place} ${place}-first`;
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
    document.querySelector(`[data-testid=${button}]`)?.focus();
  }

  async function load() {
    const version = document.querySelector('meta[name="deepfog-worker-version"]')?.content ?? "";
    // A script's own path, not the document's, is where import() starts from: hence absolute addresses.
    const address = (ending) => new URL(`${file}${ending}?v=${version}`, document.baseURI).href;
    const wasm = address("_bg.wasm");
    const bytes = fetch(wasm).then((answer) => {
      if (!answer.ok) throw new Error(`${wasm}: ${answer.status}`);
      return answer;
    });
    const [bindings, module_or_path] = await Promise.all([import(address(".js")), bytes]);
    await bindings.default({ module_or_path });
  }

  async function start() {
    started = true;
    say(`The ${name} is being loaded…`);
    try {
      await load();
    } catch (error) {
      console.warn(`The ${name} did not start:`, error);
      // A browser remembers for a page's life that a module failed: only the whole page again helps. What is drawn is kept.
      say(
        `The ${name} could not be loaded: a download failed, or what arrived is not what was sent. Check the connection and `
          + "load the page again.",
        ["Load the page again", () => location.reload()],
        ["Close", close],
      );
      return;
    }
    for (const kind of events) document.removeEventListener(kind, hear);
    // From here on it hears the page itself.
    document.dispatchEvent(new CustomEvent(asked.type, { detail: asked.detail }));
  }

  function hear(event) {
    asked = { type: event.type, detail: event.detail };
    if (!started) start();
    else host().hidden = false;
  }

  for (const kind of events) document.addEventListener(kind, hear);
}

later({ events: ["deepfog-train", "deepfog-resume", "deepfog-order"], file: "deepfog-lab", place: "lab", button: "train", name: "laboratory" });
later({ events: ["deepfog-analyse"], file: "deepfog-analysis", place: "analysis", button: "analyse", name: "analysis" });

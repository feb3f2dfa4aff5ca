// <asl-playground>: a custom element with the embedded playground in it (docs/embed.md, embed.d.ts). A classic script, so that a page
// of another origin can take it from any host; it says by itself where the playground is.
(() => {
  if (customElements.get("asl-playground")) return;
  const base = new URL(".", document.currentScript?.src ?? location.href).href;
  const VERSION = 1;
  /** Attributes that the address of the frame takes over; a change of one is told to the frame. */
  const CHOICES = ["view", "theme", "controls", "readonly", "state", "moment", "step"];
  /** What an attribute that is only there says. */
  const given = (element, name) => {
    const value = element.getAttribute(name);
    return name === "readonly" && value !== null ? String(value !== "false") : value;
  };

  class AslPlayground extends HTMLElement {
    static observedAttributes = ["src", "title", ...CHOICES];

    #frame;
    #number = 0;
    /** By the number of a request: what settles its promise. */
    #asked = new Map();
    /** Resolves once the frame listens. */
    #ready;
    #becomeReady;
    #result = null;

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: "open" });
      const style = document.createElement("style");
      style.textContent = ":host { display: block; height: 420px } :host([hidden]) { display: none } iframe { display: block; width: 100%; height: 100%; border: 0 }";
      shadow.append(style);
    }

    connectedCallback() {
      addEventListener("message", this);
      this.#begin();
    }

    disconnectedCallback() {
      removeEventListener("message", this);
      this.#frame?.remove();
      this.#frame = undefined;
      for (const { reject } of this.#asked.values()) reject(failure("Disconnected", "the element was taken out of the page"));
      this.#asked.clear();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === "src") this.#restart();
      else if (name === "title") this.#frame.title = this.#title;
      else this.#ask("show", { [name]: name === "readonly" ? now !== null && now !== "false" : now }).catch(() => {});
    }

    get #title() {
      return this.title || "State machine in the ASL Playground";
    }

    /** A link to the playground, its fragment, or `#example/<id>`. */
    get src() {
      return this.getAttribute("src") ?? "";
    }

    set src(value) {
      this.setAttribute("src", value);
    }

    /** How the last run of this element ended; null before. */
    get result() {
      return this.#result;
    }

    #restart() {
      this.#frame?.remove();
      this.#frame = undefined;
      this.#begin();
    }

    #begin() {
      if (this.#frame) return;
      this.#ready = new Promise((resolve) => (this.#becomeReady = resolve));
      const fragment = this.src.split("#")[1] ?? "";
      const choices = CHOICES.filter((name) => this.hasAttribute(name)).map((name) => `&${name}=${encodeURIComponent(given(this, name))}`);
      this.#frame = Object.assign(document.createElement("iframe"), {
        src: `${base}embed.html#${fragment}${choices.join("")}`,
        title: this.#title,
        loading: this.getAttribute("loading") === "eager" ? "eager" : "lazy",
        referrerPolicy: "no-referrer",
      });
      this.#frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
      this.shadowRoot.append(this.#frame);
    }

    /** The texts in this element: scripts of a type that no browser runs, `data-part` says which. */
    get #texts() {
      const texts = {};
      for (const script of this.querySelectorAll(":scope > script")) {
        if (/json|yaml|plain/.test(script.type)) texts[script.dataset.part ?? "definition"] ??= script.textContent.trim();
      }
      return texts;
    }

    handleEvent({ source, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || data?.aslPlayground !== VERSION) return;
      if (data.event === "ready") {
        this.#arrive();
      } else if (data.event) {
        if (data.event === "done") this.#result = data.data;
        if (data.event === "states") {
          for (const state of data.data.states) this.#say(state.type === "entered" ? "stateentered" : "stateexited", state);
        } else this.#say(data.event, data.data);
      } else {
        const asked = this.#asked.get(data.id);
        this.#asked.delete(data.id);
        if (data.error) asked?.reject(failure(data.error.name, data.error.message));
        else asked?.resolve(data.result);
      }
    }

    /** The frame listens: it is handed what stands in this element. */
    async #arrive() {
      const texts = this.src ? {} : this.#texts;
      const become = this.#becomeReady;
      try {
        this.#post("hello", {});
        if (texts.definition !== undefined) await this.#post("load", texts);
      } catch (error) {
        this.#say("error", { name: error.name, message: error.message });
      }
      become();
      this.#say("ready", {});
    }

    #say(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail }));
    }

    #post(method, params) {
      const id = ++this.#number;
      const promise = new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
      // The frame holds nothing that is not this page's to know.
      this.#frame.contentWindow.postMessage({ aslPlayground: VERSION, id, method, params }, new URL(base).origin);
      return promise;
    }

    async #ask(method, params = {}) {
      if (!this.#frame) throw failure("Disconnected", "the element is in no page");
      // Who asks for something does not wait until somebody scrolls there.
      this.#frame.loading = "eager";
      await this.#ready;
      return this.#post(method, params);
    }

    /** Opens texts, a link, or an example in place of what is there. */
    load(what) {
      return this.#ask("load", what);
    }

    /** Runs it; resolves to how the run ended. */
    run(input) {
      return this.#ask("run", input === undefined ? {} : { input });
    }

    /** Takes one step; resolves to how the run stands then. */
    step() {
      return this.#ask("step");
    }

    stop() {
      return this.#ask("stop");
    }

    /** How the run stands; with its history if `{ history: true }`. */
    getResult(options = {}) {
      return this.#ask("result", options);
    }

    /** A link to what is shown. */
    async getLink() {
      return (await this.#ask("link")).link;
    }
  }

  const failure = (name, message) => Object.assign(new Error(message), { name });

  customElements.define("asl-playground", AslPlayground);
})();

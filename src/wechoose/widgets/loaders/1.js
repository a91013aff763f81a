/* <wechoose-demand slug="…" partner="…">: shows a demand and its form where this element stands.
   Attributes besides: accent="RRGGBB", scheme="light|dark", lang, source. What is inside is shown until the frame is. */
(() => {
  const script = document.currentScript;
  if (!script || customElements.get("wechoose-demand")) return;
  const site = new URL(script.src).origin;

  // A constructed sheet, because the strictest policies forbid <style> and style="".
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;position:relative}:host([hidden]){display:none}" +
      "iframe{border:0;width:100%;position:absolute;inset:0;height:100%;min-height:9rem;visibility:hidden}" +
      ".on iframe{display:block;position:static;visibility:visible}.on slot{display:none}",
  );

  // What the page around really shows. Where it follows the system, so does the frame, by itself.
  function schemeAround(element) {
    const { colorScheme, color } = getComputedStyle(element);
    const said = colorScheme !== "normal" ? colorScheme : document.querySelector("meta[name=color-scheme]")?.content || "";
    const light = said.includes("light");
    const dark = said.includes("dark");
    if (light && dark) return "";
    if (light || dark) return dark ? "dark" : "light";
    // Pale letters stand on something dark.
    const [red, green, blue] = /^rgb/.test(color) ? color.match(/[\d.]+/g) : [0, 0, 0];
    return red * 0.3 + green * 0.6 + blue * 0.1 > 140 ? "dark" : "light";
  }

  function sourceAround() {
    const asked = new URLSearchParams(location.search);
    const campaign = ["utm_source", "utm_medium", "utm_campaign"].map((name) => asked.get(name));
    return asked.get("source") || campaign.filter(Boolean).join("/");
  }

  class Demand extends HTMLElement {
    static observedAttributes = ["slug", "partner", "accent", "scheme", "lang", "source"];

    connectedCallback() {
      this.room ??= this.attachShadow({ mode: "open" });
      this.room.adoptedStyleSheets = [sheet];
      this.hear = (event) => this.resize(event);
      addEventListener("message", this.hear);
      this.show();
    }

    disconnectedCallback() {
      removeEventListener("message", this.hear);
      this.box = this.frame = null;
      this.room.replaceChildren();
    }

    attributeChangedCallback(_name, before, after) {
      if (this.box && before !== after) this.show();
    }

    show() {
      this.frame = null;
      this.box = document.createElement("div");
      this.box.append(document.createElement("slot"));
      this.room.replaceChildren(this.box);
      const slug = this.getAttribute("slug");
      if (!slug || !this.getAttribute("partner")) return;
      this.frame = document.createElement("iframe");
      this.frame.title = this.textContent.trim() || document.title;
      this.frame.loading = "lazy";
      this.frame.allow = `clipboard-write${navigator.share ? "; web-share" : ""}`;
      this.frame.referrerPolicy = "no-referrer";
      // Of another scheme than its page, a frame would get corners of its own.
      this.frame.style.colorScheme = this.scheme();
      this.frame.src = `${site}/embed/${encodeURIComponent(slug)}?${this.query()}`;
      this.box.append(this.frame);
    }

    scheme() {
      return this.getAttribute("scheme") || schemeAround(this);
    }

    query() {
      const own = (name) => this.getAttribute(name) || "";
      const wishes = {
        partner: own("partner"),
        lang: (this.closest("[lang]")?.lang || "").split("-")[0].toLowerCase(),
        accent: own("accent").replace("#", ""),
        scheme: this.scheme(),
        source: own("source") || sourceAround(),
        host: location.origin,
      };
      return new URLSearchParams(Object.entries(wishes).filter(([, wish]) => wish));
    }

    // The frame says how tall it is; from nobody else, and nothing else, is listened to.
    resize({ origin, source, data }) {
      if (origin !== site || !this.frame || source !== this.frame.contentWindow) return;
      const height = data?.type === "wechoose:height" && Number.isFinite(data.height) ? data.height : 0;
      if (height < 100 || height > 6000) return;
      this.frame.style.height = `${height}px`;
      this.box.className = "on";
    }
  }

  customElements.define("wechoose-demand", Demand);
})();

// A look at what is being typed: the form's own "Look again", pressed by itself while somebody types.

const PAUSE = 700;

for (const form of document.querySelectorAll("form[data-look]")) {
  const button = form.querySelector("[data-look-button]");
  const preview = document.getElementById(form.dataset.look);
  let waiting = 0;
  let looking = null;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });

  async function look() {
    looking?.abort();
    looking = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    fields.set(button.name, button.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, signal: looking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(preview.id);
      if (fresh) preview.replaceChildren(...document.importNode(fresh, true).childNodes);
    } catch {
      // The button still does it.
    }
  }
}

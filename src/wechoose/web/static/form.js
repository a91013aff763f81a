// Forms, a little safer: one press sends once, and what is wrong is read out first. Everything works without this.

function guard(form) {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    // aria-disabled, not disabled: a disabled button loses the focus, and screen readers lose their place.
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy || words;
  });

  // The back button can bring the page back from memory as it was left: sent and busy.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    button.removeAttribute("aria-disabled");
    button.textContent = words;
  });
}

document.querySelectorAll("form[data-once]").forEach(guard);
document.querySelector("[data-focus]")?.focus();

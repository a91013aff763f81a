// Sharing: the device's own share sheet where there is one, and a button that copies the address, or what else is for copying.

function offerSheet(section) {
  const button = section.querySelector("[data-share-sheet]");
  const url = section.querySelector("input").value;
  if (!navigator.share || !navigator.canShare?.({ url })) return;
  button.hidden = false;
  // Closing the sheet without sharing is a rejection, not an error.
  button.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
}

function offerCopy(section) {
  const button = section.querySelector("[data-copy]");
  const field = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  field.addEventListener("focus", () => field.select());
  // Browsers give pages the clipboard only over HTTPS or on the visitor's own machine.
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // In a frame the page around may forbid it; then the address is at least marked.
      return field.select();
    }
    button.textContent = button.dataset.done;
    section.querySelector("[data-copied]").textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}

document.querySelectorAll("[data-share]").forEach(offerSheet);
document.querySelectorAll("[data-share], [data-copying]").forEach(offerCopy);

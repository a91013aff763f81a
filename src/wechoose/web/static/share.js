// Sharing: the device's own share sheet where there is one, and a button that copies the address, or what else is for copying.
// A page is the same for everybody; what only its address says (whose link it was, and from where) is put in here.

const here = new URLSearchParams(location.search);
const friend = /^[\w-]{12}$/.test(here.get("friend") ?? "") && here.get("friend");

// Who has just signed passes on a link of their own. The address stands in others', so it is found by its source.
function makeOwn(section) {
  const field = section.querySelector("input");
  field.value = field.value.replace("source=", `friend=${friend}&source=`);
  section.querySelectorAll("a").forEach((link) => {
    const address = new URL(link.href);
    if (address.origin === location.origin) address.searchParams.set("friend", friend);
    else address.href = address.href.replace("source%3D", `friend%3D${friend}%26source%3D`);
    link.href = address.href;
  });
}

// The other language, or the other map, is still the same visit.
function keepCredit() {
  const kept = ["friend", "source", "state"].filter((name) => here.has(name));
  document.querySelectorAll("a[href^='?']").forEach((link) => {
    const address = new URL(link.href);
    kept.filter((name) => !address.searchParams.has(name)).forEach((name) => address.searchParams.set(name, here.get(name)));
    link.href = address.href;
  });
}

function offerSheet(section) {
  const button = section.querySelector("[data-share-sheet]");
  const url = section.querySelector("input").value.replace("source=copy", "source=share");
  if (!navigator.share || !navigator.canShare?.({ url })) return;
  button.hidden = false;
  // What is passed on is the demand, also from the page that says thanks.
  const title = document.querySelector("meta[property='og:title']")?.content ?? document.title;
  // Closing the sheet without sharing is a rejection, not an error.
  button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
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

if (friend) document.querySelectorAll("[data-own]").forEach(makeOwn);
keepCredit();
document.querySelectorAll("[data-share]").forEach(offerSheet);
document.querySelectorAll("[data-share], [data-copying]").forEach(offerCopy);

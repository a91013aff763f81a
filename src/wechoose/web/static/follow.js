// Follow what is being made: the page looks again by itself until it is done. Without scripts there is a link.

const OFTEN = 2000;
const area = document.querySelector("[data-follow]");
const told = document.querySelector("[data-told]");

area.querySelector("[data-only-still]")?.setAttribute("hidden", "");
setTimeout(look, OFTEN);

async function look() {
  try {
    if (document.visibilityState === "visible" && (await isOver())) return;
  } catch {
    // Away for a moment: it looks again.
  }
  setTimeout(look, OFTEN);
}

async function isOver() {
  const answer = await fetch(location.pathname + location.search);
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-follow]");
  const over = !fresh.dataset.follow;
  if (over) {
    area.replaceChildren(...document.importNode(fresh, true).childNodes);
  } else {
    // Piece by piece, so that nobody loses the place in the table.
    for (const piece of area.querySelectorAll("[data-fresh]")) renew(piece, page.getElementById(piece.id));
  }
  renew(document.getElementById("badge"), page.getElementById("badge"));
  const words = page.querySelector("[data-told]").textContent.trim();
  if (told.textContent.trim() !== words) told.textContent = words;
  return over;
}

function renew(piece, fresh) {
  if (fresh && piece.innerHTML !== fresh.innerHTML) {
    piece.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
}

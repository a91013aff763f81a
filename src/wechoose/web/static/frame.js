// The widget's frame: tells the page around how tall it is, and whether what was signed counts by now. It hears nobody.

const host = document.body.dataset.host;
const waiting = document.querySelector("[data-waiting]");

// Read out to whoever still is in this frame; who has gone on to read the page around is not fetched back.
if (document.hasFocus()) document.querySelector("[data-thanks]")?.focus();

if (host && parent !== window) {
  // At once as well: nothing is observed in a frame that is not in sight yet.
  tellHeight();
  addEventListener("load", tellHeight);
  new ResizeObserver(tellHeight).observe(document.body);
}

function tellHeight() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  parent.postMessage({ type: "wechoose:height", height }, host);
}

const GIVE_UP = 15 * 60_000;
const LONGEST = 60_000;
const began = performance.now();
let pause = 4_000;
let next = 0;

if (waiting) {
  document.addEventListener("visibilitychange", comeBack);
  next = setTimeout(look, pause);
}

// Who comes back from the mailbox has most likely pressed the button.
function comeBack() {
  if (document.visibilityState !== "visible") return;
  // A sandbox may take the frame's origin away: then nothing can be asked for, but the page can be loaded again.
  if (self.origin === "null") location.reload();
  else look();
}

async function look() {
  clearTimeout(next);
  const address = location.pathname + "/state";
  const answer = await fetch(address).then((it) => (it.ok ? it.json() : null)).catch(() => null);
  if (answer?.state === "counted") return location.reload();
  pause = Math.min(pause * 2, LONGEST);
  clearTimeout(next);
  if (performance.now() - began < GIVE_UP) next = setTimeout(look, pause * (0.75 + Math.random() / 2));
}

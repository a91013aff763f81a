// Live counts: what the server streams goes into the page; the page says so when it is not live.

import { showStates } from "./map.js";
import { counted, fill, locale, number } from "./numbers.js";

const PING_EXPECTED = 45_000;
const BETWEEN_ANNOUNCEMENTS = 20_000;

const area = document.querySelector("[data-live]");
const status = document.querySelector("[data-announce]");
const notices = document.querySelectorAll("[data-stale]");
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });

let source = null;
let lastId = 0;
let lastGood = new Date();
let silence = 0;
let reopening = 0;
let failures = 0;
let total = null;
let announced = null;
let announcing = 0;
let quietUntil = 0;
let inSight = window === parent;

if (area) {
  document.addEventListener("visibilitychange", followVisibility);
  if (!inSight) new IntersectionObserver(followSight).observe(area);
  followVisibility();
}

// A browser keeps at most six connections to one host, over all its tabs: a hidden tab gives its own back, and so does
// a frame out of sight, of which another site's page may hold many.
function followVisibility() {
  if (document.visibilityState === "visible" && inSight) open();
  else close();
}

function followSight(looks) {
  inSight = looks.at(-1).isIntersecting;
  followVisibility();
}

function open() {
  if (source) return;
  source = new EventSource(area.dataset.live);
  source.addEventListener("counts", receive);
  source.addEventListener("ping", listenForSilence);
  source.addEventListener("stale", sayNotLive);
  source.addEventListener("error", recover);
  listenForSilence();
}

function close() {
  source?.close();
  source = null;
  [silence, reopening, announcing].forEach(clearTimeout);
  announcing = 0;
}

// A dead line can look open for hours; the server says something every fifteen seconds.
function listenForSilence() {
  clearTimeout(silence);
  silence = setTimeout(() => {
    sayNotLive();
    reopenLater();
  }, PING_EXPECTED);
}

// The browser comes back by itself, except from an answer that is no stream (503 while the server is full).
function recover() {
  sayNotLive();
  if (source?.readyState === EventSource.CLOSED) reopenLater();
}

function reopenLater() {
  close();
  const wait = Math.min(60_000, 3_000 * 2 ** failures++);
  reopening = setTimeout(followVisibility, wait * (0.5 + Math.random()));
}

function receive(message) {
  listenForSilence();
  failures = 0;
  notices.forEach((notice) => (notice.hidden = true));
  // Two servers may answer one after the other; the older picture must not replace the newer.
  if (message.lastEventId && Number(message.lastEventId) < lastId) return;
  lastId = Number(message.lastEventId) || lastId;
  const counts = JSON.parse(message.data);
  lastGood = new Date(counts.as_of);
  show(counts);
  showStates(counts.states);
  announce(counts.verified);
}

function show(counts) {
  const demands = counts.demands ?? { [counts.demand]: counts.verified };
  for (const [slug, verified] of Object.entries(demands)) showDemand(slug, verified, counts.goal);
  if (counts.demands) showCount("*", counts.verified);
  for (const [code, verified] of Object.entries(counts.acts ?? {})) showAct(code, verified, counts.verified);
}

function showDemand(slug, verified, goal) {
  showCount(slug, verified);
  for (const bar of document.querySelectorAll(`[data-progress="${CSS.escape(slug)}"]`)) {
    bar.max = Math.max(goal ?? bar.max, verified);
    bar.value = verified;
  }
}

function showAct(code, verified, total) {
  const name = CSS.escape(code);
  for (const element of document.querySelectorAll(`[data-act="${name}"]`)) write(element, number(verified));
  for (const bar of document.querySelectorAll(`[data-act-bar="${name}"]`)) {
    bar.max = Math.max(total, 1);
    bar.value = verified;
  }
}

function showCount(slug, verified) {
  const name = CSS.escape(slug);
  for (const element of document.querySelectorAll(`[data-count="${name}"]`)) write(element, number(verified));
  for (const word of document.querySelectorAll(`[data-count-word="${name}"]`)) word.textContent = counted(word, verified);
}

function write(element, text) {
  if (element.textContent === text) return;
  element.textContent = text;
  highlight(element);
}

// Taken off and put on again, the class starts its animation anew; counts.css has none where motion is unwelcome.
function highlight(element) {
  element.classList.remove("bump");
  void element.offsetWidth;
  element.classList.add("bump");
}

function sayNotLive() {
  for (const notice of notices) {
    if (notice.dataset.template) notice.textContent = fill(notice.dataset.template, { time: clock.format(lastGood) });
    notice.hidden = false;
  }
}

// A screen reader hears a new number at most every twenty seconds, and never the one the page opened with.
function announce(verified) {
  total = verified;
  announced ??= verified;
  if (!status || announcing || total === announced) return;
  announcing = setTimeout(speak, Math.max(0, quietUntil - performance.now()));
}

function speak() {
  announcing = 0;
  if (total === announced) return;
  announced = total;
  quietUntil = performance.now() + BETWEEN_ANNOUNCEMENTS;
  status.textContent = counted(status, total);
}

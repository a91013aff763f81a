// The map of the states: counts or counts per capita, the line about one state, numbers and colors that follow the counts.

import { counted, fill, number } from "./numbers.js";

const figure = document.querySelector("[data-map]");
const byState = (selector) =>
  new Map([...(figure?.querySelectorAll(selector) ?? [])].map((element) => [element.dataset.state, element]));
const shapes = byState("path[data-state]");
const rows = byState("tr[data-state]");
const inOrder = [...rows.keys()].filter((state) => shapes.has(state));
const detail = figure?.querySelector("[data-detail]");
// Drawn on top of all: the outline of a state itself lies half under its neighbors.
const ring = figure?.querySelectorAll(".ring path");
let shown = null;

if (figure) {
  figure.querySelectorAll("[data-by]").forEach((link) => link.addEventListener("click", switchMeasure));
  // On the figure and not on the drawing: Chromium puts an SVG that listens for focus into the Tab order.
  figure.addEventListener("focusin", (event) => tell(event.target.dataset.state));
  figure.addEventListener("focusout", () => tell(null));
  figure.addEventListener("pointerover", (event) => tell(event.target.dataset.state ?? focused()));
  figure.addEventListener("pointerleave", () => tell(focused()));
  figure.addEventListener("keydown", move);
  tell(null);
}

/** Verified signatures by USPS code, from the live stream; a state that is not named has none. */
export function showStates(states) {
  for (const [state, row] of rows) {
    const verified = states[state] ?? 0;
    if (verified === Number(row.dataset.verified)) continue;
    row.dataset.verified = verified;
    row.hidden = !shapes.has(state) && !verified;
    row.cells[1].textContent = number(verified);
    row.cells[2].textContent = row.dataset.people ? rateText(row) : "–";
    draw(state);
  }
  tell(shown);
}

function draw(state) {
  const shape = shapes.get(state);
  if (!shape) return;
  shape.setAttribute("class", `state s${step(rows.get(state))}`);
  shape.querySelector("title").textContent = figure.dataset.map === "capita" ? rateOf(state) : signaturesOf(state);
}

// The legend on the page says where each color begins; it stays as it was drawn, so that it stays true.
function step(row) {
  const verified = Number(row.dataset.verified);
  if (!verified) return 0;
  const measure = figure.dataset.map === "capita" ? rate(row) : verified;
  const lows = [...figure.querySelectorAll(`[data-legend="${figure.dataset.map}"] [data-low]`)].slice(1);
  return 1 + lows.filter((item) => Number(item.dataset.low) <= measure).length;
}

const rate = (row) => (Number(row.dataset.verified) * 100_000) / Number(row.dataset.people);

// As the server rounds: one decimal, two below one.
const rateText = (row) => number(rate(row), rate(row) === 0 ? 0 : rate(row) >= 1 ? 1 : 2);

const nameOf = (state) => rows.get(state).cells[0].textContent;
const signaturesOf = (state) => counted(figure, Number(rows.get(state).dataset.verified), { state: nameOf(state) });
const rateOf = (state) => fill(figure.dataset.rate, { state: nameOf(state), rate: rateText(rows.get(state)) });

const focused = () => figure.querySelector("path:focus")?.dataset.state;

function tell(state) {
  shown = shapes.has(state) ? state : null;
  if (!figure) return;
  for (const line of ring) line.setAttribute("d", shown ? shapes.get(shown).getAttribute("d") : "");
  detail.classList.toggle("idle", !shown);
  detail.textContent = shown
    ? fill(figure.dataset.both, { signatures: signaturesOf(shown), rate: rateText(rows.get(shown)) })
    : figure.dataset.hint;
}

function switchMeasure(event) {
  const link = event.currentTarget;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  figure.dataset.map = link.dataset.by;
  figure.querySelectorAll("[data-by]").forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  figure.querySelectorAll("[data-legend]").forEach((legend) => (legend.hidden = legend.dataset.legend !== link.dataset.by));
  inOrder.forEach(draw);
}

// One stop for the Tab key, then arrows in alphabetical order: fifty-six stops would bar the way to the rest of the page.
function move(event) {
  const here = inOrder.indexOf(event.target.dataset.state);
  const next = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined || here < 0) return;
  event.preventDefault();
  const target = shapes.get(inOrder.at(next % inOrder.length));
  shapes.forEach((shape) => shape.setAttribute("tabindex", shape === target ? 0 : -1));
  target.focus();
}

// The list: search, filter, and going through it by keys.

import { wireKeys } from "./keys.js";

const rows = [...document.querySelectorAll("tr[data-id]")];
const search = document.getElementById("search");
const filter = document.getElementById("filter");

const link = (row) => row.querySelector("a");
const there = () => rows.filter((row) => !row.hidden);

function fits(row) {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.every((word) => row.dataset.words.includes(word))) return false;
  if (filter.value === "attention") return "open" in row.dataset;
  return !filter.value || row.dataset.state === filter.value;
}

function sift() {
  for (const row of rows) row.hidden = !fits(row);
  for (const day of document.querySelectorAll(".day")) day.hidden = !day.querySelector("tr[data-id]:not([hidden])");
  document.getElementById("none").hidden = there().length > 0 || rows.length === 0;
}

function step(by) {
  const shown = there();
  const at = shown.findIndex((row) => row.contains(document.activeElement));
  const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
  if (next) {
    link(next).focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

search.addEventListener("input", sift);
filter.addEventListener("change", sift);
search.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { search.value = ""; sift(); step(0); }
  if (event.key === "ArrowDown") { event.preventDefault(); step(0); }
  if (event.key === "Enter" && there()[0]) link(there()[0]).click();
});
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-id]");
  if (row && !event.target.closest("a")) link(row).click();
});

/** In a long list the counts follow: rows that were not looked at yet are asked for, some at a time. */
async function complete() {
  const wanted = rows.filter((row) => "unseen" in row.dataset).map((row) => row.dataset.id);
  if (!wanted.length) return;
  const response = await fetch("/look", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ notes: wanted }),
  });
  if (!response.ok) return;
  const answer = await response.json();
  for (const row of rows) if (answer.rows[row.dataset.id]) renew(row, answer.rows[row.dataset.id]);
  if (answer.summary) document.getElementById("summary").textContent = answer.summary;
  sift();
  if (Object.keys(answer.rows).length) await complete();
}

function renew(row, html) {
  const body = document.createElement("tbody");
  body.innerHTML = html;
  const fresh = body.querySelector("tr");
  for (const { name } of [...row.attributes]) if (!fresh.hasAttribute(name)) row.removeAttribute(name);
  for (const { name, value } of fresh.attributes) row.setAttribute(name, value);
  // What has the focus stays; the rest is drawn anew.
  for (const [at, cell] of [...fresh.cells].entries()) {
    if (!row.cells[at].contains(document.activeElement)) row.cells[at].innerHTML = cell.innerHTML;
  }
}
wireKeys({
  ArrowDown: (event) => { event.preventDefault(); step(1); },
  ArrowUp: (event) => { event.preventDefault(); step(-1); },
  "/": (event) => { event.preventDefault(); search.select(); },
});
sift();
// Where the work goes on: the first draft.
const first = rows.find((row) => row.dataset.state === "draft") ?? rows[0];
if (first) link(first).focus({ preventScroll: true });
complete().catch(() => {}); // without scribe the counts stay open; the next click says why
// Coming back by the browser's own button shows the list as it is now, not as it was.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

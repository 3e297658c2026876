// The player and the transcript: words light up as they sound, a click plays from there, and whatever rests on words
// shows them.

import { tell } from "./saving.js";

const audio = document.getElementById("audio");
const transcript = document.getElementById("transcript");
const pane = document.querySelector(".said");
const words = [...transcript.querySelectorAll(".w")].map((element) => ({
  element,
  a: Number(element.dataset.a),
  b: Number(element.dataset.b),
  t: Number(element.dataset.t),
  u: Number(element.dataset.u),
}));
const SOUND = audio?.getAttribute("src"); // a joined note has several recordings, each with seconds of its own
let recording = "0";
const recorded = new Map();
for (const word of words) {
  const of = word.element.dataset.r ?? "0";
  if (!recorded.has(of)) recorded.set(of, []);
  recorded.get(of).push(word);
}
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let until = null;
let lit = null;
let shown = [];

/** Play a recording from some second to another, or all that follows. */
export function play(since, end = null, which = recording) {
  if (!audio) return;
  until = end;
  if (which !== recording) {
    recording = which;
    audio.src = `${SOUND}?recording=${which}`;
  }
  audio.currentTime = Math.max(0, since);
  start();
}

/** A pause or another click may come before the sound: that is no trouble. */
function start() {
  audio.play().catch(() => {});
}

/** Play some stretches, as "0/12.3-14.1 0/20-21.5", each with its recording. */
export function playPlaces(places) {
  const [which] = places.split("/");
  const stretches = places.split(" ").filter((place) => place.startsWith(`${which}/`))
    .map((place) => place.slice(which.length + 1).split("-").map(Number));
  const [first] = stretches;
  const last = stretches[stretches.length - 1];
  // Stretches that lie close are heard in one; of those far apart the first is.
  play(first[0] - 0.15, (last[1] - first[0] < 20 ? last[1] : first[1]) + 0.25, which);
}

export function toggle() {
  if (!audio) return;
  until = null;
  if (audio.paused) start(); else audio.pause();
}

export function skip(seconds) {
  if (audio) audio.currentTime = Math.max(0, audio.currentTime + seconds);
}

/** Show the words of some evidence, as "12-40 60-70"; `look` also brings them into view. */
export function showEvidence(places, look) {
  for (const element of shown) element.classList.remove("evidence");
  shown = [];
  for (const place of (places || "").split(" ").filter(Boolean)) {
    const [start, end] = place.split("-").map(Number);
    for (let at = firstAfter(words, "b", start); at < words.length && words[at].a < end; at += 1) {
      words[at].element.classList.add("evidence");
      shown.push(words[at].element);
    }
  }
  if (look && shown.length) bring(shown[0]);
}

/** The first word whose `field` is past a value; places rise, and seconds within a recording. */
function firstAfter(some, field, value) {
  let low = 0;
  let high = some.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (some[middle][field] > value) high = middle; else low = middle + 1;
  }
  return low;
}

function bring(element) {
  if (getComputedStyle(pane).position !== "sticky") return; // one column: the words are elsewhere on the page
  const box = element.getBoundingClientRect();
  const around = pane.getBoundingClientRect();
  if (box.top < around.top + 110 || box.bottom > around.bottom - 30) {
    pane.scrollBy({ top: box.top - around.top - around.height / 3, behavior: calm.matches ? "auto" : "smooth" });
  }
}

function light() {
  const heard = recorded.get(recording) ?? [];
  const at = firstAfter(heard, "u", audio.currentTime);
  const word = heard[at] && heard[at].t <= audio.currentTime + 0.05 ? heard[at].element : null;
  if (word !== lit) {
    lit?.classList.remove("now");
    word?.classList.add("now");
    lit = word;
    if (word && !audio.paused) bring(word);
  }
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

if (audio) {
  const seek = document.getElementById("seek");
  const button = document.getElementById("play");
  const time = document.getElementById("clock");
  const move = () => {
    if (until !== null && audio.currentTime >= until) {
      until = null;
      audio.pause();
    }
    light();
    seek.value = audio.currentTime;
    time.textContent = `${clock(audio.currentTime)} / ${clock(Number(seek.max))}`;
    if (!audio.paused) requestAnimationFrame(move);
  };
  audio.addEventListener("play", () => { button.firstElementChild.textContent = "❚❚"; move(); });
  audio.addEventListener("pause", () => { button.firstElementChild.textContent = "▶\uFE0E"; move(); });
  audio.addEventListener("seeked", move);
  audio.addEventListener("loadedmetadata", () => { if (Number.isFinite(audio.duration)) seek.max = audio.duration; });
  audio.addEventListener("error", () => {
    // A browser that does not know this format gets the sound decoded.
    if (!audio.src.includes("plain")) audio.src = `${SOUND}?recording=${recording}&plain=1`;
    else tell("The recording cannot be played. See that it is still there, and load the page again.");
  });
  button.addEventListener("click", toggle);
  seek.addEventListener("input", () => { until = null; audio.currentTime = Number(seek.value); });
  document.getElementById("speed").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  document.querySelector(".said").addEventListener("click", (event) => {
    const word = event.target.closest(".w[data-t]");
    const since = event.target.closest("[data-since]");
    if (word && getSelection().isCollapsed) play(Number(word.dataset.t), null, word.dataset.r ?? "0");
    if (since) play(Number(since.dataset.since), null, since.dataset.r ?? "0");
  });
}

/** The places of the words that are marked in the transcript, as the start and end of each stretch. */
export function marked() {
  const selection = getSelection();
  const chosen = words.filter(({ element }) => !selection.isCollapsed && selection.containsNode(element, true));
  return chosen.length ? `${chosen[0].a}-${chosen[chosen.length - 1].b}` : "";
}

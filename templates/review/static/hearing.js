// The player and the transcript: words light up as they sound, a click plays from there, and whatever rests on words
// shows them.

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
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let until = null;
let lit = null;
let shown = [];

/** Play some seconds, as "12.3-14.1 20-21.5": from the first to the last, or all that follows without an end. */
export function play(since, end = null) {
  if (!audio) return;
  until = end;
  audio.currentTime = Math.max(0, since);
  audio.play();
}

export function playPlaces(places) {
  const stretches = places.split(" ").map((place) => place.split("-").map(Number));
  const [first] = stretches;
  const last = stretches[stretches.length - 1];
  // Stretches that lie close are heard in one; of those far apart the first is.
  play(first[0] - 0.15, (last[1] - first[0] < 20 ? last[1] : first[1]) + 0.25);
}

export function toggle() {
  if (!audio) return;
  until = null;
  if (audio.paused) audio.play(); else audio.pause();
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
    for (let at = firstAfter("b", start); at < words.length && words[at].a < end; at += 1) {
      words[at].element.classList.add("evidence");
      shown.push(words[at].element);
    }
  }
  if (look && shown.length) bring(shown[0]);
}

/** The first word whose `field` is past a value; both places and seconds rise. */
function firstAfter(field, value) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle][field] > value) high = middle; else low = middle + 1;
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
  const at = firstAfter("u", audio.currentTime);
  const word = words[at] && words[at].t <= audio.currentTime + 0.05 ? words[at].element : null;
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
    if (audio.dataset.plain) {
      audio.src = audio.dataset.plain;
      delete audio.dataset.plain;
    }
  });
  button.addEventListener("click", toggle);
  seek.addEventListener("input", () => { until = null; audio.currentTime = Number(seek.value); });
  document.getElementById("speed").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  document.querySelector(".said").addEventListener("click", (event) => {
    const word = event.target.closest(".w[data-t]");
    const since = event.target.closest("[data-since]");
    if (word && getSelection().isCollapsed) play(Number(word.dataset.t));
    if (since) play(Number(since.dataset.since));
  });
}

// One note: fields become edits, answers become the page, keys lead through it.

import { marked, playPlaces, showEvidence, skip } from "./hearing.js";
import { draw as redraw } from "./draw.js";
import { wireKeys, writing } from "./keys.js";
import { pending, post, save, state, tell, whenAnswered, withdraw } from "./saving.js";

const PAUSE = 250; // milliseconds without a key after which what was written is saved
const GONE = "scribe is not running. Start scribe review again.";
const parts = new Map([...document.querySelectorAll("[data-part]")].map((place) => [place.dataset.part, place]));
const drawn = new Map(); // each part as it was drawn last
const timers = new Map(); // fields in which somebody writes
const sent = new WeakMap(); // the value of each field that was saved last

// --- edits ---------------------------------------------------------------------

const NOT_SENT = new Set(["edit", "value", "path", "stop", "whole"]);

/** The edit of a field or a button: what its data-* say, and its value. */
function edit(field) {
  const content = { kind: field.dataset.edit };
  for (const [name, value] of Object.entries(field.dataset)) if (!NOT_SENT.has(name)) content[name] = value;
  if (field.matches("textarea, input, select")) content[field.dataset.value ?? "value"] = field.value;
  return content;
}

function send(field) {
  clearTimeout(timers.get(field));
  timers.delete(field);
  field.classList.remove("refused");
  sent.set(field, field.value);
  save(field, () => {
    if (field.matches(".sentence textarea") && !field.value.trim()) return emptied(field);
    return { content: edit(field), field };
  });
}

/** A sentence without words goes when it is left; while somebody writes in it, it may be filled again. */
function emptied(field) {
  if (field.dataset.edit !== "sentence" || field === document.activeElement) return null;
  return { content: { ...edit(field), kind: "sentence_remove" }, field };
}

document.addEventListener("input", (event) => {
  const field = event.target.closest("textarea[data-edit], input[data-edit]");
  if (event.target.matches("textarea")) fit(event.target);
  // A day and a code are sent once they are whole, not while somebody writes.
  if (!field || field.type === "date" || "whole" in field.dataset) return;
  clearTimeout(timers.get(field));
  if (field.matches(":invalid")) return;
  timers.set(field, setTimeout(() => send(field), PAUSE));
});

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-edit]");
  if (!field || field.matches("button, textarea") || field.matches(":invalid")) return;
  if (field.matches("select.more, select.to") && !field.value) return;
  if ("whole" in field.dataset && !field.value.trim()) return;
  if (field.matches("input") && [field.defaultValue, sent.get(field)].includes(field.value)) return;
  send(field);
});

/** What was written but waits for a pause goes out now. */
function sendAll() {
  for (const field of [...timers.keys()]) send(field);
}
document.addEventListener("focusout", (event) => {
  sendAll();
  if (event.target.matches(".sentence textarea[data-edit=sentence]") && !event.target.value.trim()) {
    setTimeout(() => send(event.target));
  }
});
document.addEventListener("visibilitychange", sendAll);
window.addEventListener("pagehide", sendAll);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-edit]");
  if (button) save(button, () => ({ content: edit(button), field: button }));
  const act = event.target.closest("[data-act]");
  if (act && !act.disabled) ACTS[act.dataset.act](act);
  const jump = event.target.closest("[data-jump]");
  if (jump) jumpTo(jump.dataset.jump);
  const shape = event.target.closest("svg [role=button][data-area]");
  if (shape) clickBody(shape);
});

function clickBody(shape) {
  const treatment = document.getElementById("onto")?.value;
  if (treatment === undefined) return tell("Add the work first, then where it was done.");
  const content = { kind: "body", area: shape.dataset.area, side: shape.dataset.side, treatment };
  save(shape, () => ({ content, field: shape }));
}

// --- answers -------------------------------------------------------------------

function draw(name, html) {
  const place = parts.get(name);
  if (!place) return;
  drawn.set(name, html);
  redraw(place, html);
  place.querySelectorAll("textarea").forEach(fit);
}

// What was being written in is drawn as it was saved, once it is left.
document.addEventListener("focusout", (event) => {
  const name = event.target.closest("[data-part]")?.dataset.part;
  setTimeout(() => { if (drawn.has(name) && !pending() && !timers.size) draw(name, drawn.get(name)); });
});

whenAnswered((answer, field) => {
  if (field?.matches("[data-whole]")) { // what it asked for stands elsewhere now
    field.value = "";
    sent.delete(field);
  }
  show(answer, field);
  if (answer.became) goOnIn(answer.became, field);
});

/** A sentence that was just added is from now on edited in its own place. */
function goOnIn({ section, index }, field) {
  const place = document.querySelector(`textarea[data-edit=sentence][data-section=${section}][data-index="${index}"]`);
  const waits = withdraw(field) || timers.has(field);
  clearTimeout(timers.get(field));
  timers.delete(field);
  const [text, at] = [field.value, field.selectionStart];
  field.value = "";
  fit(field);
  if (document.activeElement === field) {
    place.focus();
    place.value = text;
    place.setSelectionRange(at, at);
  }
  if (waits) {
    place.value = text;
    send(place);
  }
}

function show(answer, field) {
  for (const [name, html] of Object.entries(answer.parts ?? {})) draw(name, html);
  if (answer.told) tell(answer.told, field ? { text: "Undo", act: () => ACTS.undo() } : undefined);
}

async function ask(what, content = {}) {
  if (state.behind) return null;
  sendAll();
  while (pending()) await new Promise((resolve) => setTimeout(resolve, 20));
  try {
    return await post(what, content);
  } catch (error) {
    if (!state.behind) tell((error.status && error.message) || GONE);
    return null;
  }
}

// --- what buttons do -------------------------------------------------------------

const ACTS = {
  play(button) {
    const places = button.closest("[data-play]")?.dataset.play;
    if (places) playPlaces(places);
  },
  confirm(button) {
    save("confirm", () => ({ content: { kind: "confirm" }, field: button }));
  },
  answer(button) {
    const finding = button.dataset.finding;
    const field = document.querySelector(`[data-reason-for="${CSS.escape(finding)}"]`);
    if (!field.value.trim()) return field.focus();
    const reason = field.value;
    field.blur();
    button.focus();
    save(button, () => ({ content: { kind: "answer", finding, reason }, field: button }));
  },
  finding() { nextFinding(1); },
  async keep(button) {
    const answer = await ask("keep", { keep: button.dataset.keep });
    if (answer) location.reload();
  },
  async undo() {
    document.activeElement?.blur();
    const answer = await ask("undo");
    if (answer) show(answer);
  },
  async reviewed() {
    const answer = await ask("reviewed");
    if (answer) location.assign(document.body.dataset.next ? `/notes/${document.body.dataset.next}` : "/");
  },
  async file() {
    const answer = await ask("file");
    if (!answer) return;
    if (answer.state === "filed") return location.reload();
    show(answer);
    if (answer.jump) jumpTo(answer.jump);
  },
  async addendum() {
    const field = document.getElementById("addendum");
    if (!field.value.trim()) return field.focus();
    const answer = await ask("addendum", { text: field.value });
    if (answer) show(answer);
  },
  async changes() {
    sendAll();
    while (pending()) await new Promise((resolve) => setTimeout(resolve, 20));
    const dialog = document.getElementById("changes");
    try {
      const response = await fetch(`/notes/${document.body.dataset.note}/changes`);
      dialog.querySelector("div").innerHTML = await response.text();
      dialog.showModal();
    } catch {
      tell(GONE);
    }
  },
  async split(button) {
    const places = marked() || button.dataset.aside;
    if (!places) return tell("Mark the words of the other client in the transcript first.");
    const answer = await ask("split", { places });
    if (answer) location.assign("/");
  },
  async join() {
    const other = document.getElementById("join-with").value;
    if (!other) return tell("Choose the other note of this visit first.");
    const answer = await ask("join", { other });
    if (answer) location.reload();
  },
};

// --- going through it --------------------------------------------------------------

const shown = (element) => element.getClientRects().length > 0;
const stops = () => [...document.querySelectorAll(".written [data-stop]")].filter(shown);

function step(by) {
  const all = stops();
  const here = document.activeElement?.closest("[data-stop]");
  const at = all.indexOf(here);
  (all[at < 0 ? 0 : at + by] ?? here ?? all[0])?.focus();
}

/** To the place that a path names, or the nearest that is on the page: `treatments/1` for `treatments/1/areas/0`. */
function jumpTo(path) {
  let wanted = path;
  let place = null;
  while (wanted && !(place = document.querySelector(`[data-path="${CSS.escape(wanted)}"]`))) {
    wanted = wanted.includes("/") ? wanted.slice(0, wanted.lastIndexOf("/")) : "";
  }
  if (!place) return tell("This is about the note as a whole.");
  const field = place.querySelector("input:not(:disabled), select.side, textarea") ?? place;
  place.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  place.classList.remove("jumped");
  requestAnimationFrame(() => place.classList.add("jumped"));
}

let finding = -1;
function nextFinding(by) {
  const all = [...document.querySelectorAll(".finding:not(.answered) .jump")];
  if (!all.length) return tell("Nothing is left to settle.");
  finding = (finding + by + all.length) % all.length;
  all[finding].scrollIntoView({ block: "nearest" });
  all[finding].click();
}

const places = (target) => target.closest?.("[data-evidence]");
document.addEventListener("focusin", (event) => showEvidence(places(event.target)?.dataset.evidence, true));
document.addEventListener("mouseover", (event) => {
  const over = places(event.target) ?? places(document.activeElement ?? document.body);
  showEvidence(over?.dataset.evidence, false);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyP") {
    const rests = event.target.closest("[data-play]");
    if (rests) {
      event.preventDefault();
      playPlaces(rests.dataset.play);
    }
    return;
  }
  const shape = event.target.closest("svg [role=button]");
  if (shape && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    clickBody(shape);
    return;
  }
  if (!writing(event.target)) return;
  const row = event.target.closest("[data-stop]");
  if (event.key === "Escape" || (event.key === "Enter" && event.target.matches(".sentence textarea"))) {
    event.preventDefault();
    if (row && row !== event.target) row.focus(); else event.target.blur();
  }
});

wireKeys({
  ArrowDown: (event) => { event.preventDefault(); step(1); },
  ArrowUp: (event) => { event.preventDefault(); step(-1); },
  ArrowLeft: () => skip(-3),
  ArrowRight: () => skip(3),
  Enter: (event) => {
    const row = event.target.closest("[data-stop]");
    if (row && row === event.target) {
      event.preventDefault();
      const field = row.querySelector("textarea, input, select, button");
      field?.focus();
      if (field?.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
    }
  },
  p: (event) => {
    const rests = event.target.closest("[data-play]");
    if (rests) playPlaces(rests.dataset.play);
  },
  n: () => nextFinding(1),
  N: () => nextFinding(-1),
});

/** Browsers without field-sizing: a text as high as its lines. */
function fit(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
document.querySelectorAll("textarea").forEach(fit);
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

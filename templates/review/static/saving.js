// Edits go out one after another, each made on the version that the one before gave back. What cannot be sent is kept
// here and tried again; what was changed elsewhere is told and never overwritten.

const body = document.body;
const saved = document.getElementById("saved");
const waiting = new Map(); // key of a field -> the function that makes its edit when its turn comes
let busy = false;
let behind = false;
let answered = () => {};

export const state = { get number() { return Number(body.dataset.number); }, get behind() { return behind; } };
export const others = new BroadcastChannel(`scribe-note-${body.dataset.note}`);

export function whenAnswered(handler) { answered = handler; }

export function pending() { return busy || waiting.size > 0; }

/** Send an edit as soon as those before it are through. `make` returns the edit, or null when there is nothing left to
 *  say; `key` joins edits of one field, so that only its last state is sent. */
export function save(key, make) {
  if (behind) return tellBehind();
  waiting.delete(key);
  waiting.set(key, make);
  show("Saving…");
  work();
}

/** Take back an edit that was not sent yet; whether there was one. */
export function withdraw(key) {
  return waiting.delete(key);
}

/** POST to an address of this note; gives the answer's JSON, or throws with its sentence. */
export async function post(what, content) {
  const response = await fetch(`/notes/${body.dataset.note}/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ on: state.number, ...content }),
    keepalive: true,
  });
  const answer = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
  if (response.status === 409) {
    behind = true;
    tellBehind(answer.error);
  }
  if (!response.ok) throw Object.assign(new Error(answer.error ?? ""), { status: response.status });
  if (answer.number !== undefined) {
    body.dataset.number = answer.number;
    body.dataset.state = answer.state;
    others.postMessage(answer.number);
  }
  return answer;
}

async function work() {
  if (busy) return;
  busy = true;
  while (waiting.size && !behind) {
    const [key, make] = waiting.entries().next().value;
    waiting.delete(key);
    const edit = make();
    if (!edit) continue;
    try {
      answered(await post("edit", { edit: edit.content }), edit.field);
    } catch (error) {
      if (behind) break;
      if (error.status === 422) {
        edit.field?.classList.add("refused");
        tell(error.message);
        continue;
      }
      if (error.status >= 500) {
        tell(error.message);
        continue;
      }
      if (!waiting.has(key)) waiting.set(key, make);
      show("Not saved. scribe is not running: start scribe review again; this window keeps your words.", true);
      await new Promise((resolve) => setTimeout(resolve, 1200));
    }
  }
  busy = false;
  if (!behind) show(body.dataset.state === "filed" ? "Filed" : "All is saved");
}

export function tell(text, button) {
  const place = document.getElementById("tell");
  place.textContent = text;
  if (button) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = button.text;
    made.addEventListener("click", () => { place.textContent = ""; button.act(); });
    place.append(made);
  }
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { place.textContent = ""; }, 8000);
}

function show(text, trouble = false) {
  if (saved.textContent !== text) saved.textContent = text;
  saved.classList.toggle("trouble", trouble);
}

function tellBehind(text) {
  const notice = document.getElementById("stale");
  const field = document.activeElement?.closest("textarea, input");
  const words = notice.querySelector("span");
  if (notice.hidden) words.textContent = text ?? "This note was changed in another window.";
  if (field?.value && field.value !== field.defaultValue) notice.querySelector("q").textContent = field.value;
  notice.querySelector(".written").hidden = !notice.querySelector("q").textContent;
  notice.hidden = false;
  show("Changed in another window", true);
}

document.querySelector("#stale button").addEventListener("click", () => location.reload());

others.addEventListener("message", (event) => {
  if (event.data > state.number && !behind) {
    behind = true;
    tellBehind();
  }
});

window.addEventListener("beforeunload", (event) => {
  if (pending() && !behind) event.preventDefault();
});

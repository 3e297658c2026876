// Draw a part anew by changing only what differs, so that the place where somebody writes or points stays the same.

const frame = document.createElement("template");

/** Make the children of `place` those of `html`. */
export function draw(place, html) {
  frame.innerHTML = html;
  children(place, frame.content);
}

function children(old, fresh) {
  const olds = [...old.childNodes];
  const news = [...fresh.childNodes];
  for (let at = 0; at < news.length; at += 1) {
    if (at >= olds.length) old.append(document.importNode(news[at], true));
    else match(olds[at], news[at]);
  }
  for (const gone of olds.slice(news.length)) gone.remove();
}

function match(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(document.importNode(fresh, true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.matches("details"))) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.matches("textarea")) {
    old.defaultValue = fresh.defaultValue;
    field(old, fresh.defaultValue);
  } else {
    children(old, fresh);
    if (old.matches("input")) field(old, fresh.getAttribute("value") ?? "");
    if (old.matches("select")) field(old, chosen(fresh));
  }
}

/** What is being written in is left alone: it is newer than what was drawn. */
function field(old, value) {
  if (old.value === value || (old === document.activeElement && old.matches("textarea, input"))) return;
  if (old.id !== "onto") old.value = value;
}

function chosen(select) {
  return (select.querySelector("option[selected]") ?? select.querySelector("option"))?.getAttribute("value") ?? "";
}

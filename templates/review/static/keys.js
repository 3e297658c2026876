// Keys that pages share: every button that names a key with data-key is pressed by it, "?" shows them all.

const dialog = document.getElementById("keys");

export function writing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=range])");
}

/** Wire the keys of a page; `own` maps further keys to functions that get the event. */
export function wireKeys(own) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.altKey || writing(event.target)) return;
    if (own[event.key]) {
      own[event.key](event);
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button && !button.disabled && (event.key !== " " || !event.target.closest("button, a, summary"))) {
      event.preventDefault();
      button.click();
    }
  });
  document.querySelector('[data-key="?"]')?.addEventListener("click", () => dialog.showModal());
}

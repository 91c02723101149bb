// Closes an open group of the menu by Esc, by a click beside it and when the focus leaves it. Opening is the browser's own.

const groups = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".menu details"));
for (const group of groups) {
  group.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && group.open) {
      event.preventDefault();
      group.open = false;
      group.querySelector("summary")?.focus();
    }
  });
  group.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !group.contains(relatedTarget)) {
      group.open = false;
    }
  });
}
document.addEventListener("click", ({ target }) => {
  for (const group of groups) {
    if (target instanceof Node && !group.contains(target)) {
      group.open = false;
    }
  }
});

/* What a page does beyond links and forms. Everything works without it. */
"use strict";
(() => {
  const ready = (root) => {
    const errors = root.querySelector(".u-errors");
    if (errors) errors.focus();
    for (const button of root.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    // What was revealed is masked again after the seconds it says; the page is asked for anew.
    for (const shown of root.querySelectorAll("[data-mask-after]")) {
      window.setTimeout(() => window.location.replace(shown.dataset.maskTo || window.location.pathname), Number(shown.dataset.maskAfter) * 1000);
    }
    // Escape shuts the menu.
    for (const menu of root.querySelectorAll(".u-rail-menu")) {
      menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
    }
  };
  ready(document);
  // A form that comes back with mistakes is shown like any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; } });
  // Who added a line goes on with the next one; who made a mistake is led to it.
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = document.getElementById(event.detail.target.id) || event.detail.elt;
    ready(part);
    const next = part.querySelector("[data-next]");
    if (next && !part.querySelector(".u-errors")) next.focus({ preventScroll: false });
  });
  window.addEventListener("beforeprint", () => { for (const step of document.querySelectorAll(".u-fall:not(.u-lined) details")) { step.dataset.was = step.open ? "open" : ""; step.open = true; } });
  window.addEventListener("afterprint", () => { for (const step of document.querySelectorAll(".u-fall:not(.u-lined) details")) step.open = step.dataset.was === "open"; });
})();

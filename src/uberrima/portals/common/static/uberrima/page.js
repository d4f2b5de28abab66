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
  document.addEventListener("htmx:afterSwap", (event) => ready(event.target));
  window.addEventListener("beforeprint", () => { for (const step of document.querySelectorAll(".u-fall details")) { step.dataset.was = step.open ? "open" : ""; step.open = true; } });
  window.addEventListener("afterprint", () => { for (const step of document.querySelectorAll(".u-fall details")) step.open = step.dataset.was === "open"; });
})();

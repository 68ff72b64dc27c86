/* What a page does besides being read: outputs that are covered until asked for, and terms that explain themselves. */
(() => {
  "use strict";

  const make = (tag, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  // ---- What the theme makes once a page is there: a landmark without a name around each button that copies code; boxes in
  // which wide tables scroll. What scrolls has to be reached by the keyboard: tables, pictures, formulas. ------------------

  const reach = new ResizeObserver((seen) => {
    for (const { target } of seen) target.scrollWidth > target.clientWidth ? (target.tabIndex = 0) : target.removeAttribute("tabindex");
  });
  const settle = () => {
    document.querySelectorAll("nav.md-code__nav:not([role])").forEach((nav) => nav.setAttribute("role", "none"));
    document.querySelectorAll("article :is(figure, math[display=block], .md-typeset__scrollwrap)").forEach((wide) => reach.observe(wide));
  };
  new MutationObserver(settle).observe(document.querySelector("article") ?? document.body, { childList: true, subtree: true });
  settle();

  // ---- The theme leaves both papers unchosen, to whoever hears them ----------------------------------------------------

  for (const paper of document.querySelectorAll("[name=__palette]")) paper.checked = paper.dataset.mdColorScheme === document.body.dataset.mdColorScheme;

  // ---- Where the screen is narrow, the contents lie beside it, and a box that no key reaches says whether they show -----

  const drawer = document.getElementById("__drawer");
  const contents = document.querySelector(".site-contents");
  drawer.addEventListener("change", () => contents.setAttribute("aria-expanded", drawer.checked));
  contents.addEventListener("click", () => drawer.click());
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !drawer.checked) return;
    drawer.click();
    contents.focus();
  });

  // ---- Predict first: the switch is remembered; each output is uncovered for itself -------------------------------------

  const root = document.documentElement;
  const cover = document.querySelector(".site-guess input");
  const covered = "data-site-cover"; // set before the first paint, by partials/javascripts/palette.html
  if (cover) {
    for (const output of document.querySelectorAll("article .output")) {
      const ask = make("button", { type: "button", className: "site-ask", textContent: "What does it print? Show it" });
      ask.addEventListener("click", () => {
        output.dataset.shown = "";
        const code = output.querySelector("code");
        if (!code.hasAttribute("tabindex")) code.tabIndex = -1; // one that scrolls has its own
        code.focus();
      });
      output.append(ask);
    }
    cover.checked = root.hasAttribute(covered);
    cover.addEventListener("change", () => {
      root.toggleAttribute(covered, cover.checked);
      __md_set("site-cover", cover.checked);
      if (cover.checked) document.querySelectorAll("[data-shown]").forEach((output) => delete output.dataset.shown);
    });
  }

  // ---- The glossary: a term explains itself where it first stands, to the pointer, the keyboard and a touch -----------------

  const note = make("div", { className: "site-note", id: "site-note", role: "tooltip", hidden: true });
  document.body.append(note);
  let shown;
  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
    note.hidden = true;
  };
  const show = (term) => {
    hide();
    shown = term;
    note.textContent = term.dataset.meaning;
    note.hidden = false;
    term.setAttribute("aria-describedby", note.id);
    const [at, own] = [term.getBoundingClientRect(), note.getBoundingClientRect()];
    const room = root.clientWidth - own.width - 8;
    note.style.left = `${scrollX + Math.max(8, Math.min(at.left, room))}px`;
    // Without a gap, or the pointer could not get there.
    note.style.top = `${scrollY + (at.bottom + own.height + 8 < innerHeight ? at.bottom - 1 : at.top - own.height + 1)}px`;
  };

  const explained = new Set();
  for (const term of document.querySelectorAll("article abbr[title]")) {
    const meaning = term.title;
    if (explained.has(meaning) || term.closest("a, h1, h2, h3, summary, code, .site-terms")) {
      term.replaceWith(...term.childNodes);
      continue;
    }
    explained.add(meaning);
    const own = make("span", { className: "site-term", tabIndex: 0, role: "button" }, ...term.childNodes);
    own.dataset.meaning = meaning;
    term.replaceWith(own);
    own.addEventListener("mouseenter", () => show(own));
    own.addEventListener("focus", () => show(own));
    own.addEventListener("click", () => show(own));
    own.addEventListener("keydown", (event) => [" ", "Enter"].includes(event.key) && (event.preventDefault(), show(own)));
    own.addEventListener("blur", hide);
    own.addEventListener("mouseleave", ({ relatedTarget }) => relatedTarget !== note && hide());
  }
  note.addEventListener("mouseleave", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
})();

/* The search: a dialog over a page, and MiniSearch over the sections in search-index.js, both loaded when it is first
   opened. It asks for nothing but these two files, by script elements, so that it works from file:// too. */
(() => {
  "use strict";

  // ---- Words: both what is searched and what is typed go through here ------------------------------------------------

  const WORD = /[\p{L}\p{N}_]+(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;
  const PART = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+|[^\p{Lu}\p{Ll}\p{N}_.]+/gu;
  const PART_WEIGHT = 0.3;
  const IRREGULAR = { frozen: "freez", froze: "freez", leaves: "leaf", indices: "index", saved: "save", saving: "save", losses: "loss" };

  const stem = (word) => {
    if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word];
    if (word.length < 4 || /[_.\d]/.test(word)) return word;
    return word
      .replace(/iz(?=e|ing|ation)/, "is")
      .replace(/(ss|[^s])s$/, (_, kept) => kept)
      .replace(/(?<=..\p{L})(?:ing|ed|er|ation|ion)$/u, "")
      .replace(/([bdgmnprt])\1$/, "$1")
      .replace(/ie$|y$/, "i")
      .replace(/(?<=..)e$/, "");
  };

  // They count less than other words, and count: `to` is a method, and a message is known by its `can't` as well.
  const FILLERS = new Set(
    ("a an and are as at be been but by can cannot could did do does for from had has have how i if in into is it its me my of on or " +
      "so than that the their them then there these they this to too was were what when where which while why will with would you your nn torch").split(" ").map(stem)
  );
  const FILLER_WEIGHT = 0.4;

  /** A word as it is searched: `nn.BatchNorm2d` is itself and `batchnorm2d`, and in parts `batch`, `norm`, `2`, `d`. */
  const split = (word) => {
    const parts = (word.match(PART) || []).map((part) => stem(part.toLowerCase()));
    if (parts.length < 2) return { names: parts, parts: [] };
    const names = word.toLowerCase().split(".");
    return { names: [...new Set([names.join("."), ...names])], parts };
  };
  const words = (text) => (text.match(WORD) || []).flatMap((word) => {
    const { names, parts } = split(word);
    return parts.length ? [...new Set([...names, ...parts])] : names;
  });

  /** What a query looks for, and how much each counts: a name more than its parts. */
  const weigh = (query) => {
    const weights = new Map();
    const count = (term, weight) => weights.set(term, Math.max(weight, weights.get(term) ?? 0));
    for (const word of query.match(WORD) || []) {
      const { names, parts } = split(word);
      names.forEach((name) => count(name, FILLERS.has(name) ? FILLER_WEIGHT : 1));
      parts.forEach((part) => count(part, PART_WEIGHT));
    }
    return weights;
  };

  // ---- Ranking ------------------------------------------------------------------------------------------------------

  const LONG = 6; // words besides fillers; a longer query is a pasted message, and needs no guessing at beginnings or slips

  class Search {
    constructor({ pages, sections }) {
      this.pages = pages;
      this.sections = sections;
      this.engine = new MiniSearch({
        idField: "id",
        fields: ["title", "keywords", "heading", "prose", "code", "output"],
        tokenize: words,
        processTerm: (word) => word,
        searchOptions: { boost: { title: 5, keywords: 2.5, heading: 2.5, code: 0.7, output: 0.8 } },
      });
      this.ready = this.engine.addAllAsync( // a part at a time, so that a slow phone goes on listening
        sections.map(([page, , heading, prose, code, output], id) => {
          const first = !id || sections[id - 1][0] !== page; // a page's title and keywords belong to its beginning
          const [, title, , keywords] = first ? pages[page] : ["", "", "", ""];
          return { id, title, keywords, heading, prose, code, output };
        }),
        { chunkSize: 50 }
      );
    }

    /** Pages, best first: `{page, score, hits}`, with the numbers of its sections that fit, best first. */
    find(query) {
      const weights = weigh(query);
      if (!weights.size) return [];
      const telling = [...weights.keys()].filter((term) => !FILLERS.has(term));
      const long = telling.length > LONG;
      const guessed = (term, length) => !FILLERS.has(term) && term.length > length;
      const guess = long ? {} : { prefix: (term) => guessed(term, 2), fuzzy: (term) => guessed(term, 4) && 0.2, weights: { prefix: 0.3, fuzzy: 0.1 } };
      const share = (terms) => sum([...terms].map((term) => weights.get(term) ?? 0)) / sum([...weights.values()]);
      const found = new Map();
      for (const { id, score, queryTerms } of this.engine.search(query, { ...guess, boostTerm: (term) => weights.get(term) ?? 1 })) {
        const page = this.sections[id][0];
        if (!found.has(page)) found.set(page, { page, hits: [], terms: new Set() });
        const entry = found.get(page);
        entry.hits.push({ id, score: score * share(queryTerms) ** 2 });
        queryTerms.forEach((term) => entry.terms.add(term));
      }
      // What has the fillers alone is no answer, unless nothing else was asked for.
      const answers = [...found.values()].filter(({ terms }) => !telling.length || telling.some((term) => terms.has(term)));
      const ranked = answers.map(({ page, hits, terms }) => {
        hits.sort((a, b) => b.score - a.score);
        const others = sum(hits.slice(1).map((hit) => hit.score));
        return { page, score: (hits[0].score + 0.15 * others) * share(terms) ** 2, hits: hits.map((hit) => hit.id) };
      });
      return ranked.sort((a, b) => b.score - a.score);
    }
  }
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

  if (typeof document === "undefined") return void (module.exports = { Search, words });

  // ---- What a result shows --------------------------------------------------------------------------------------------

  const EXCERPT = 150; // characters
  const SECTIONS = 3; // of a page

  const make = (tag, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  /** The text as nodes, what fits the query in <mark>. */
  const marked = (text, wanted) => {
    const nodes = [];
    let end = 0;
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (!fits(word, wanted)) continue;
      nodes.push(text.slice(end, index), make("mark", {}, word));
      end = index + word.length;
    }
    return [...nodes, text.slice(end)];
  };
  const fits = (word, wanted) => words(word).some((part) => wanted.has(part));

  /** The part of a text that holds the most of the query, or its beginning. */
  const excerpt = (text, wanted) => {
    const places = [...text.matchAll(WORD)].filter(([word]) => fits(word, wanted)).map(({ index }) => index);
    const held = (from) => places.filter((place) => from <= place && place < from + EXCERPT).length;
    const best = places.reduce((a, b) => (held(b) > held(a) ? b : a), places[0] ?? 0);
    const start = best < 30 ? 0 : text.lastIndexOf(" ", best - 20) + 1;
    const cut = text.slice(start, start + EXCERPT);
    const whole = start + EXCERPT >= text.length;
    return (start ? "… " : "") + (whole ? cut : cut.slice(0, cut.lastIndexOf(" ")) + " …");
  };

  const result = (search, { page, hits }, wanted) => {
    const [address, title, chapter] = search.pages[page];
    const [first] = hits;
    const [, id, , prose, , output] = search.sections[first];
    const inOutput = [...wanted].filter((term) => words(output).includes(term)).length > [...wanted].filter((term) => words(prose).includes(term)).length;
    const item = make(
      "li", {},
      make("a", { href: new URL(address + (hits.length && id && search.sections[first][2] ? `#${id}` : ""), HOME).href, className: "site-search__page" },
        make("span", { className: "site-search__title" }, ...marked(title, wanted)),
        make("span", { className: "site-search__chapter" }, chapter)),
      make(inOutput ? "code" : "p", { className: "site-search__excerpt" }, ...marked(excerpt(inOutput ? output : prose, wanted), wanted))
    );
    const named = hits.slice(0, SECTIONS).filter((hit) => search.sections[hit][2]);
    if (named.length)
      item.append(make("ul", {}, ...named.map((hit) =>
        make("li", {}, make("a", { href: new URL(`${address}#${search.sections[hit][1]}`, HOME).href }, ...marked(search.sections[hit][2], wanted))))));
    return item;
  };

  // ---- The dialog -----------------------------------------------------------------------------------------------------

  const HOME = new URL("..", document.currentScript.src);
  const SHOWN = 10; // pages
  const dialog = document.querySelector(".site-search");
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  let loading, engine;

  const load = (file) =>
    new Promise((loaded, failed) => {
      document.head.append(make("script", { src: new URL(file, HOME).href, onload: loaded, onerror: failed }));
    });
  const ready = () =>
    (loading ??= Promise.all([load("assets/minisearch.js"), load("assets/search-index.js")]).then(async () => {
      const search = new Search(searchIndex);
      await search.ready;
      return (engine = search);
    }));

  const show = async () => {
    const query = input.value;
    let search;
    if (!engine) status.textContent = "Loading the index …";
    try {
      search = await ready();
    } catch {
      loading = undefined;
      return void (status.textContent = "What the search needs did not arrive. Close it and try again.");
    }
    if (query !== input.value) return;
    const found = search.find(query);
    const wanted = new Set(words(query).filter((word) => !FILLERS.has(word)));
    list.replaceChildren(...found.slice(0, SHOWN).map((entry) => result(search, entry, wanted)));
    dialog.classList.toggle("site-search--used", !!query.trim());
    status.textContent = !query.trim() ? "" : found.length ? `${found.length} ${found.length > 1 ? "pages" : "page"}${found.length > SHOWN ? `, the best ${SHOWN} shown` : ""}` : "No page has these words. Try fewer, or others.";
  };

  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    show();
  };

  const step = (by) => {
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at >= 0) stops[Math.min(Math.max(at + by, 0), stops.length - 1)].focus();
  };

  document.querySelector(".site-search-open").addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const asked = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey);
    if (asked) event.preventDefault(), open();
  });
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) event.preventDefault(), step(by);
  });
  dialog.addEventListener("click", (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const inside = left <= event.clientX && event.clientX <= right && top <= event.clientY && event.clientY <= bottom;
    const followed = event.target.closest("a, button") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (followed || (event.target === dialog && !inside)) dialog.close();
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await show();
    list.querySelector("a")?.click();
  });
  input.addEventListener("input", show);
})();

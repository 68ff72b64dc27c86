// What a reader would see of a page, measured in the browser. Returns plain data; tests/test_browser.py judges it.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paper = () => getComputedStyle(document.body).backgroundColor;

  // The colour that results from painting these one over the other, as [r, g, b]; each may be [colour, opacity].
  const painted = (colours) => {
    for (const [colour, opacity] of colours.map((c) => (Array.isArray(c) ? c : [c, 1]))) {
      canvas.globalAlpha = opacity;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const covers = (shape, x, y) => {
    const box = shape.getBoundingClientRect();
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  };
  const fill = (shape) => {
    const style = getComputedStyle(shape);
    return [style.fill, style.fillOpacity * style.opacity];
  };
  const paints = (shape) => shape.getAttribute("fill") !== "none" && getComputedStyle(shape).fill !== "none";

  // Text in a picture lies on the shapes that were drawn before it, and they on the paper.
  const picture = (svg) => {
    const box = svg.getBoundingClientRect();
    const marks = [...svg.querySelectorAll("rect, circle, ellipse, polygon, path, text")];
    const texts = marks.flatMap((mark, at) => {
      if (mark.tagName !== "text") return [];
      const own = mark.getBoundingClientRect();
      const [x, y] = [own.left + own.width / 2, own.top + own.height / 2];
      const under = marks.slice(0, at).filter((m) => m.tagName !== "text" && paints(m) && covers(m, x, y));
      const ground = [paper(), ...under.map(fill)];
      const ink = [...ground, fill(mark)];
      return [{
        text: mark.textContent,
        pixels: parseFloat(getComputedStyle(mark).fontSize) * (box.width / svg.viewBox.baseVal.width),
        contrast: contrast(painted(ink), painted(ground)),
      }];
    });
    return { width: box.width, height: box.height, title: svg.querySelector("title")?.textContent, texts };
  };

  // Words of the page that are hard to tell from what lies under them; large ones need less.
  const judged = new Map();
  const faint = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const [text, holder] = [words.currentNode.data.trim(), words.currentNode.parentElement];
    if (!text || holder.closest("svg, script, style") || !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(holder);
    const grounds = [];
    for (let e = holder; e; e = e.parentElement) grounds.unshift(getComputedStyle(e).backgroundColor);
    const key = [...grounds, style.color].join();
    if (!judged.has(key)) judged.set(key, contrast(painted([...grounds, style.color]), painted(grounds)));
    const large = parseFloat(style.fontSize) >= 24;
    if (judged.get(key) < (large ? 3 : 4.5)) faint.push(`${text.slice(0, 40)} (${judged.get(key).toFixed(1)})`);
  }

  const room = document.documentElement.clientWidth;
  const scrolls = (element) =>
    element && element !== document.body &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const wide = [...document.querySelectorAll("article *")]
    .filter((e) => e.getBoundingClientRect().right > room + 1 && !scrolls(e.parentElement) && !scrolls(e))
    .map((e) => `<${e.tagName.toLowerCase()}> ${e.textContent.trim().slice(0, 50)}`);

  return {
    overflow: document.documentElement.scrollWidth - room,
    wide,
    faint,
    paper: light(painted([paper()])),
    pictures: [...document.querySelectorAll("article figure svg")].map(picture),
  };
}

// What a reader would see of a page, measured in the browser. Returns plain data; tests/test_browser.py judges it.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paper = () => getComputedStyle(document.body).backgroundColor;

  // The colour that results from painting these one over the other, as [r, g, b].
  const painted = (colours) => {
    for (const colour of colours) {
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
      const ground = [paper(), ...under.map((m) => getComputedStyle(m).fill)];
      const ink = [...ground, getComputedStyle(mark).fill];
      return [{
        text: mark.textContent,
        pixels: parseFloat(getComputedStyle(mark).fontSize) * (box.width / svg.viewBox.baseVal.width),
        contrast: contrast(painted(ink), painted(ground)),
      }];
    });
    return { width: box.width, height: box.height, title: svg.querySelector("title")?.textContent, texts };
  };

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
    paper: light(painted([paper()])),
    pictures: [...document.querySelectorAll("article figure svg")].map(picture),
  };
}

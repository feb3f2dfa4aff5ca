// What is cut off, lies over something else, or sticks out of the page: looked for among all elements in view that show text, whatever
// they are. What scrolls may be larger than its place; what is shortened has to end in "…" and say the whole in a title.

/** Everything in view that is not where it belongs, in words; empty if all is well. */
export const misplaced = (page) => page.evaluate(() => {
  const wrong = [];
  const round = Math.round;
  // Pictures and editors place their own texts; bars of the timeline lie on a track.
  const OWN = ".graph-canvas, .minimap, .cm-editor, .track, .visually-hidden, .skip-link, [aria-hidden=true] svg, option";
  const name = (it) => {
    const words = it.textContent.trim().replaceAll(/\s+/g, " ").slice(0, 40);
    return `${it.tagName.toLowerCase()}${it.className && typeof it.className === "string" ? `.${it.className.trim().replaceAll(/\s+/g, ".")}` : ""} “${words}”`;
  };
  const style = (it) => getComputedStyle(it);
  const hidden = (it) => style(it).clipPath !== "none" || it.closest(OWN) !== null;
  const ownText = (it) => [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  const scrolls = (it) => /auto|scroll/.test(style(it).overflowX + style(it).overflowY);
  const around = (it, fits) => {
    for (let at = it.parentElement; at; at = at.parentElement) if (fits(at)) return at;
    return null;
  };
  const seen = (it) => {
    if (!it.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = it.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    // Scrolled out of the part that holds it.
    for (let at = it.parentElement; at; at = at.parentElement) {
      if (style(at).overflowY === "visible") continue;
      const part = at.getBoundingClientRect();
      if (box.bottom <= part.top + 1 || box.top >= part.bottom - 1 || box.right <= part.left + 1 || box.left >= part.right - 1) return false;
    }
    return true;
  };
  const all = [...document.querySelectorAll("body *")].filter((it) => !(it instanceof SVGElement) && seen(it) && !hidden(it));
  const texts = all.filter(ownText);
  for (const it of texts) {
    const box = it.getBoundingClientRect();
    // Where text ends that is wider than its place.
    const clipped = around(it, (at) => /hidden|clip/.test(style(at).overflowX));
    const shortened = (at) => style(at).textOverflow === "ellipsis" && (at.closest("[title]") !== null || at.querySelector("[title]") !== null || at.tagName === "SELECT" || at.tagName === "INPUT");
    if (it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0 && !/visible|auto|scroll/.test(style(it).overflowX) && !shortened(it)) {
      wrong.push(`${name(it)} is cut off: ${it.scrollWidth} in ${it.clientWidth}`);
    } else if (clipped && !scrolls(it) && box.right > clipped.getBoundingClientRect().right + 1.5 && !shortened(clipped) && !around(it, (at) => scrolls(at) && clipped.contains(at))) {
      wrong.push(`${name(it)} is cut off by ${name(clipped).slice(0, 60)}: ${round(box.right - clipped.getBoundingClientRect().right)}`);
    }
    if ((box.right > innerWidth + 1 || box.left < -1) && !around(it, scrolls) && !clipped) wrong.push(`${name(it)} is beyond the page: ${round(box.left)}–${round(box.right)}`);
  }
  // Neighbors do not lie over each other.
  const flows = (it) => !/absolute|fixed|sticky/.test(style(it).position);
  for (const parent of new Set(texts.map((it) => it.parentElement).concat(texts.map((it) => it.parentElement?.parentElement)))) {
    if (!parent) continue;
    const children = [...parent.children].filter((it) => !(it instanceof SVGElement) && seen(it) && !hidden(it) && flows(it) && style(it).display !== "inline" && style(it).display !== "contents");
    for (const [index, one] of children.entries()) {
      const a = one.getBoundingClientRect();
      for (const other of children.slice(index + 1, index + 12)) {
        const b = other.getBoundingClientRect();
        const [x, y] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
        if (x > 2 && y > 2) wrong.push(`${name(one)} lies over ${name(other)} by ${round(x)} × ${round(y)}`);
      }
    }
  }
  const parts = [".column.edit", ".graph", ".timeline", ".states", ".events", ".inspector-place", ".status"].map((part) => document.querySelector(part)).filter((it) => it && seen(it));
  for (const [index, one] of parts.entries()) {
    for (const other of parts.slice(index + 1)) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) wrong.push(`${one.className} lies over ${other.className}`);
    }
  }
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) wrong.push(`the page is ${over} pixels too wide`);
  return [...new Set(wrong)];
});

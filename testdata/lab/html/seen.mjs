// What runs in a page: each function stands alone, since it is sent there.

// cutText names what a reader cannot see without moving the page sideways, and
// text that its box does not show whole.
export function cutText() {
  const faults = [];
  const name = (e) => `<${e.localName}${e.className && typeof e.className === "string" ? ` class="${e.className}"` : ""}> "${e.textContent.trim().slice(0, 40)}"`;
  for (const e of document.querySelectorAll("*")) {
    if (getComputedStyle(e).contentVisibility === "auto") e.style.contentVisibility = "visible"; // laid out only where it is seen
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`the page is ${wide} pixels wider than its window`);
  for (const e of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(e);
    if (!e.checkVisibility() || style.display.startsWith("inline") || e instanceof SVGElement || e.textContent.trim() === "") continue;
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) faults.push(`${name(e)} is ${e.scrollWidth} wide in ${e.clientWidth}`);
    if (/hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1) faults.push(`${name(e)} is ${e.scrollHeight} high in ${e.clientHeight}`);
    if (style.textOverflow === "ellipsis" || !/^(none|0)?$/.test(style.webkitLineClamp)) faults.push(`${name(e)} may be shortened`);
  }
  for (const e of document.querySelectorAll("svg text")) {
    const [r, box] = [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()];
    if (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1) faults.push(`the text "${e.textContent}" stands out of its picture`);
  }
  return faults;
}

// printed returns the title and each text that a print must show, folded away or
// not, and the paper's margins in points.
export function printed() {
  const texts = [];
  const hidden = (e) => e.closest("nav, .skip, .back, .contents, [hidden], title, style, script, desc");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (walk.currentNode.data.trim() && !hidden(walk.currentNode.parentElement)) texts.push(walk.currentNode.data);
  }
  const margins = { top: 0, right: 0, bottom: 0, left: 0 };
  const points = (length) => { const [, n, unit] = /^([\d.]+)(mm|cm|in|pt|px)$/.exec(length); return n * { mm: 72 / 25.4, cm: 72 / 2.54, in: 72, pt: 1, px: 0.75 }[unit]; };
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSPageRule) || rule.selectorText) continue;
      for (const side of Object.keys(margins)) margins[side] = points(rule.style.getPropertyValue(`margin-${side}`) || "0px");
    }
  }
  return { title: document.title, texts, margins };
}

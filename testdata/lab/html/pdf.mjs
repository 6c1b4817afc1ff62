// What a PDF says when it is read again, by poppler's programs.
import { execFileSync } from "node:child_process";

const run = (program, ...args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });

// skeleton leaves of a text what every font has: a machine may have no other one.
const skeleton = (text) => text.normalize("NFKD").replace(/[^\x21-\x7e]/g, "");

const slack = 3; // points by which a letter may stand out of its line

// readPDF returns what is wrong with a PDF that should have a title and say all
// texts, each within the margins, but for each page's number below its text.
export function readPDF(file, { title, texts, margins }) {
  const faults = [];
  const info = run("pdfinfo", file);
  const named = /^Title: +(.*)/m.exec(info)?.[1] ?? "";
  if (!title || skeleton(named) !== skeleton(title) || !/^Tagged: +yes/m.test(info)) faults.push(["untitled", `the PDF of "${title}" is called "${named}", or has no tags`]);
  const [pages] = /^Pages: +(\d+)/m.exec(info).slice(1);
  const [across, down] = /^Page size: +([\d.]+) x ([\d.]+)/m.exec(info).slice(1).map(Number);
  const inside = { x: margins.left, y: margins.top, W: across - margins.left - margins.right, H: down - margins.top - margins.bottom };
  const said = skeleton(run("pdftotext", "-raw", ...Object.entries(inside).flatMap(([name, points]) => [`-${name}`, String(Math.round(points))]), file, "-"));
  for (const text of texts) {
    const wanted = skeleton(text);
    if (!said.includes(wanted)) faults.push(["lost", text.trim().slice(0, 100)]);
  }
  const feet = Array(Number(pages)).fill("");
  let page = 0, width = 0, height = 0;
  for (const line of run("pdftotext", "-bbox", file, "-").split("\n")) {
    const size = /<page width="([\d.]+)" height="([\d.]+)"/.exec(line);
    if (size) [page, width, height] = [page + 1, Number(size[1]), Number(size[2])];
    const word = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/.exec(line);
    if (!word) continue;
    const [left, top, right, bottom] = word.slice(1, 5).map(Number);
    if (top >= height - margins.bottom) {
      feet[page - 1] += word[5];
      continue;
    }
    if (left < margins.left - slack || right > width - margins.right + slack || top < margins.top - slack || bottom > height - margins.bottom + slack) {
      faults.push(["sliced", `page ${page}: "${word[5].slice(0, 40)}" stands out of the margins`]);
    }
  }
  feet.forEach((foot, i) => { if (foot !== `${i + 1}/${pages}`) faults.push(["unnumbered", `page ${i + 1}: "${foot.slice(0, 40)}" stands below its text`]); });
  return faults;
}

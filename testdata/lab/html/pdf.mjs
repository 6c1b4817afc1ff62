// What a PDF says when it is read again, by poppler's programs.
import { execFileSync } from "node:child_process";

const run = (program, ...args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });

// skeleton leaves of a text what every font has: a machine may have no other one.
const skeleton = (text) => text.normalize("NFKD").replace(/[^\x21-\x7e]/g, "");

const slack = 3; // points by which a letter may stand out of its line

// readPDF returns what is wrong with a PDF that should have a title and say all
// texts, each within the margins.
export function readPDF(file, { title, texts, margins }) {
  const faults = [];
  const info = run("pdfinfo", file);
  const named = /^Title: +(.*)/m.exec(info)?.[1] ?? "";
  if (!title || skeleton(named) !== skeleton(title) || !/^Tagged: +yes/m.test(info)) faults.push(["untitled", `the PDF of "${title}" is called "${named}", or has no tags`]);
  const said = skeleton(run("pdftotext", "-raw", file, "-"));
  for (const text of texts) {
    const wanted = skeleton(text);
    if (!said.includes(wanted)) faults.push(["lost", text.trim().slice(0, 100)]);
  }
  let page = 0, width = 0, height = 0;
  for (const line of run("pdftotext", "-bbox", file, "-").split("\n")) {
    const size = /<page width="([\d.]+)" height="([\d.]+)"/.exec(line);
    if (size) [page, width, height] = [page + 1, Number(size[1]), Number(size[2])];
    const word = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/.exec(line);
    if (!word) continue;
    const [left, top, right, bottom] = word.slice(1, 5).map(Number);
    if (left < margins.left - slack || right > width - margins.right + slack || top < margins.top - slack || bottom > height - margins.bottom + slack) {
      faults.push(["sliced", `page ${page}: "${word[5].slice(0, 40)}" stands out of the margins`]);
    }
  }
  return faults;
}

// The pictures of reports in README.md:
//   node pictures.mjs MODULES CHROMIUM REPORT.html REPORT.ansi FOLDER
// takes the first screen of each, the second one as a terminal shows it.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, program, html, ansi, folder] = process.argv.slice(2);
const { chromium } = createRequire(path.resolve(modules) + "/")("playwright-core");

// shade is the color of that number of the 256 that terminals have: 16 that each
// chooses for itself, a cube of 216, and 24 greys.
function shade(n) {
  if (n < 16) return ["#000", "#c00", "#0a0", "#a50", "#00c", "#a0a", "#0aa", "#ccc", "#555", "#f55", "#5f5", "#ff5", "#55f", "#f5f", "#5ff", "#fff"][n];
  if (n >= 232) return `rgb(${Array(3).fill(8 + 10 * (n - 232))})`;
  const level = (i) => (i ? 55 + 40 * i : 0);
  return `rgb(${[36, 6, 1].map((part) => level(Math.floor((n - 16) / part) % 6))})`;
}

// painted is text with a terminal's colors (ECMA-48, 8.3.117) as HTML.
function painted(text) {
  let style = {};
  const parts = text.split(/\x1b\[([\d;]*)m/);
  return parts.map((part, i) => {
    if (i % 2 === 0) {
      const css = Object.entries(style).map(([k, v]) => `${k}:${v}`).join(";");
      return `<span style="${css}">${part.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</span>`;
    }
    const codes = part.split(";").map(Number);
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at];
      if (code === 0) style = {};
      else if (code === 1) style["font-weight"] = "bold";
      else if (code === 3) style["font-style"] = "italic";
      else if (code === 4) style["text-decoration"] = "underline";
      else if (code >= 30 && code < 38) style.color = shade(code - 30);
      else if (code >= 90 && code < 98) style.color = shade(code - 82);
      else if (code === 38 || code === 48) [style[code === 38 ? "color" : "background"], at] = [shade(codes[at + 2]), at + 2];
    }
    return "";
  }).join("");
}

const lines = fs.readFileSync(ansi, "utf8").split("\n").slice(0, 38).join("\n");
const terminal = `<!DOCTYPE html><meta charset="utf-8"><style>
  body { margin: 0; background: #1c1d21; color: #d8d9de }
  pre { margin: 0; padding: 16px 24px; width: max-content; font: 15px/1.4 "DejaVu Sans Mono", monospace }
  p { margin: 0 0 1.4em } b { color: #8fd6a4 }
</style><pre><p><b>$</b> shopcheck check tea-shop.example</p>${painted(lines)}</pre>`;

const browser = await chromium.launch({ executablePath: program, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: "light" });
await page.goto(pathToFileURL(path.resolve(html)).href);
await page.screenshot({ path: path.join(folder, "report-html.png") });
const screen = await browser.newPage(); // the report's own policy would hold on the first one
await screen.setContent(terminal);
await screen.locator("pre").screenshot({ path: path.join(folder, "report-terminal.png") });
await browser.close();

// Whether reports can be read by everybody, wherever they are opened, and do
// nothing:
//   node check.mjs MODULES CHROMIUM FOLDER
// Each NAME.html in FOLDER is opened in a headless Chromium, light and dark, narrow
// and wide, and each NAME.pdf beside it is read again. What is wrong is printed, one
// line each, and ends it with 1. bad.html must have every fault that is looked for.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readPDF } from "./pdf.mjs";
import { cutText, printed } from "./seen.mjs";

const [modules, program, folder] = process.argv.slice(2);
const require = createRequire(path.resolve(modules) + "/");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const widths = [360, 768, 1280];
const schemes = ["light", "dark"];
const paper = { width: 673, height: 1000 }; // what A4 has between the margins, in CSS pixels

// opened opens a file and notes all that it does but be there.
async function opened(browser, file, options, say) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  let asked = 0;
  await context.route("**", (route) => {
    asked++;
    const url = route.request().url();
    if (asked === 1 && url === file) return route.continue();
    say("request", url);
    return route.abort();
  });
  await context.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { window.pwned = name; };
  });
  const page = await context.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) say("console", m.text()); });
  page.on("pageerror", (e) => say("console", e.message));
  page.on("dialog", (d) => { say("script", `a ${d.type()} opens`); return d.dismiss(); });
  context.on("page", (p) => { if (p !== page) say("script", `a window opens: ${p.url()}`); });
  page.on("framenavigated", (f) => { if (f.url() !== file) say("script", `it goes to ${f.url()}`); });
  await page.goto(file);
  const ran = await page.evaluate(() => ({
    pwned: window.pwned,
    active: [...document.querySelectorAll("*")].filter((e) => e.localName === "script" || [...e.attributes].some((a) => /^on/i.test(a.name) || /^\s*(javascript|vbscript|data:text\/html)/i.test(a.value))).map((e) => e.outerHTML.slice(0, 80)),
  }));
  if (ran.pwned) say("script", `${ran.pwned} was called`);
  for (const e of ran.active) say("script", e);
  return { page, context };
}

// barriers has axe-core name what keeps people from reading a page.
async function barriers(page, rules = undefined) {
  return page.evaluate(async (only) => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...(only && { runOnly: { type: "rule", values: only } }) });
    return violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.length} times, first ${v.nodes[0].html.slice(0, 120)}`);
  }, rules);
}

// screens looks at a page on every screen, folded as it comes and then opened.
async function screens(page, say) {
  await page.evaluate(axe);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ media: "screen", colorScheme });
    for (const width of widths) {
      const where = `${colorScheme}, ${width} pixels`;
      await page.setViewportSize({ width, height: 900 });
      for (const open of [false, true]) {
        await page.evaluate((open) => { for (const d of document.querySelectorAll("details")) d.open = open; }, open);
        for (const cut of await page.evaluate(cutText)) say("cut", `${where}: ${cut}`);
      }
      // what a scheme changes are colours, and all else was looked at in the first one
      const rules = colorScheme === schemes[0] ? undefined : ["color-contrast"];
      if (width !== 768) for (const b of await barriers(page, rules)) say("barrier", `${where}: ${b}`);
    }
  }
  await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = false; });
}

// prints looks at a page as it is going to be printed by somebody whose screen is
// dark, and at its PDF.
async function prints(page, pdf, say) {
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const cut of await page.evaluate(cutText)) say("cut", `printed: ${cut}`);
  const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(back)) say("ink", `the paper is ${back}`);
  for (const b of await barriers(page, ["color-contrast"])) say("ink", `printed: ${b}`);
  for (const [kind, what] of readPDF(pdf, await page.evaluate(printed))) say(kind, what);
}

async function look(browser, name) {
  const faults = [];
  const say = (kind, what) => { if (!faults.some((f) => f[0] === kind && f[1] === what)) faults.push([kind, what]); };
  const file = pathToFileURL(path.resolve(folder, `${name}.html`)).href;
  // its own policy is one wall, and that nothing in it is a script another
  const bare = await opened(browser, file, { bypassCSP: true }, say);
  await bare.context.close();
  const { page, context } = await opened(browser, file, {}, say);
  await screens(page, say);
  let pdf = path.resolve(folder, `${name}.pdf`);
  if (!fs.existsSync(pdf)) await page.emulateMedia({ media: null }), await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true, tagged: true });
  await prints(page, pdf, say);
  await context.close();
  return faults;
}

const browser = await chromium.launch({ executablePath: program, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const names = fs.readdirSync(folder).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5)).sort();
const results = new Map();
const queue = [...names];
await Promise.all([1, 2].map(async () => {
  for (let name; (name = queue.shift()); ) results.set(name, await look(browser, name));
}));
await browser.close();

let failed = names.length < 2;
for (const name of names) {
  const faults = results.get(name);
  if (name === "bad") {
    const kinds = new Set(faults.map((f) => f[0]));
    for (const kind of ["request", "console", "script", "cut", "barrier", "ink", "sliced", "lost", "untitled", "unnumbered"]) {
      if (kinds.has(kind)) continue;
      console.log(`bad.html: nobody notices "${kind}"`);
      failed = true;
    }
    continue;
  }
  for (const [kind, what] of faults.slice(0, 20)) console.log(`${name}: ${kind}: ${what}`);
  failed ||= faults.length > 0;
}
process.exitCode = failed ? 1 : 0;

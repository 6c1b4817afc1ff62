// What MDN HTTP Observatory says of shops of the lab, one file for each:
//   node observatory.mjs MODULES FOLDER ADDRESS NAME...
// The lab's names are in no resolver of this machine's, so look-ups are answered here.
import dns from "node:dns";
import fs from "node:fs";
import path from "node:path";

const [modules, folder, address, ...names] = process.argv.slice(2);
dns.lookup = (_host, options, done) => {
  if (typeof options === "function") [done, options] = [options, {}];
  if (options.all) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};
const { scan } = await import(path.join(modules, "@mdn/mdn-http-observatory/src/scanner/index.js"));
for (const name of names) {
  const result = await scan(`${name}.pages-lab.test`);
  fs.writeFileSync(path.join(folder, `${name}.observatory.json`), JSON.stringify(result, null, 1));
}

// What MDN HTTP Observatory says of shops, one file NAME.observatory.json for each:
//   node observatory.mjs MODULES FOLDER ADDRESS[:HTTPS:HTTP] HOST...
// The shops' names are in no resolver of this machine's, and their ports may be
// others than the web's, so both are put in here.
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import tls from "node:tls";

const [modules, folder, place, ...hosts] = process.argv.slice(2);
const [address, ...ports] = place.split(":");
dns.lookup = (_host, options, done) => {
  if (typeof options === "function") [done, options] = [options, {}];
  if (options.all) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};
if (ports.length) {
  const led = (connect, port) => (options, ...rest) => connect({ ...options, port: Number(port) }, ...rest);
  tls.connect = led(tls.connect, ports[0]);
  http.Agent.prototype.createConnection = led(http.Agent.prototype.createConnection, ports[1]);
}
const { scan } = await import(path.resolve(modules, "@mdn/mdn-http-observatory/src/scanner/index.js"));
for (const host of hosts) {
  const result = await scan(host);
  fs.writeFileSync(path.join(folder, `${host.split(".")[0]}.observatory.json`), JSON.stringify(result, null, 1));
}

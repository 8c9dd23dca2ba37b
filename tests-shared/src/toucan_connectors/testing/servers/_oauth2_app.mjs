// The script of the OAuth2 server: npm's oauth2-mock-server on the port that the settings say, with a key of its own.
// Started as `node _oauth2_app.mjs SETTINGS MODULE`.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [settingsFile, module] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(settingsFile, "utf8"));
const { OAuth2Server } = await import(pathToFileURL(module));

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(settings.port, settings.host);
server.issuer.url = `http://${settings.host}:${settings.port}`; // not localhost
writeFileSync(join(settings.folder, "ready"), String(process.pid));

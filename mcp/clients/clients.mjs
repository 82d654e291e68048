// Usage: node clients.mjs JAR HTTP-ADDRESS. Both official TypeScript clients against gentrack, over stdio and HTTP.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { expectGentrack } from "./expect.mjs";

const [jar, address] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "gentrack-clients-"));
const command = {
  command: "java",
  args: ["-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=warning:stderr", "-jar", jar, "mcp", "--no-tracker",
    "--db", join(home, "generations.db")],
  stderr: "ignore",
};
const info = { name: "gentrack-clients", version: "1" };
const eras = { legacy: "legacy", auto: "auto", "pinned 2026-07-28": { pin: "2026-07-28" } };

async function attempt(name, client, transport) {
  const began = performance.now();
  await client.connect(transport);
  const connected = performance.now();
  await expectGentrack(client);
  const pid = transport.pid;
  await client.close();
  if (pid) {
    for (let i = 0; alive(pid); i++) {
      if (i === 200) throw new Error(`${name}: the server outlives its client`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  console.log(`ok  ${name} (connected in ${Math.round(connected - began)} ms)`);
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

try {
  await attempt("v1 stdio", new ClientV1(info), new StdioV1(command));
  await attempt("v1 http", new ClientV1(info), new HttpV1(new URL(address)));
  for (const [name, mode] of Object.entries(eras)) {
    const options = { versionNegotiation: { mode } };
    await attempt(`v2 stdio, ${name}`, new ClientV2(info, options), new StdioV2(command));
    await attempt(`v2 http, ${name}`, new ClientV2(info, options), new HttpV2(new URL(address)));
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

// Usage: node load.mjs [--calls N] [--db FILE] LAUNCHER. So many calls with 16 in flight over each transport; every answer is checked.
// Prints memory and threads of the server on the way (Linux), and how long first and later suggestions take.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";

const args = process.argv.slice(2);
const option = (name, otherwise) => (args[0] === name ? args.splice(0, 2)[1] : otherwise);
const calls = Number(option("--calls", 10_000));
const given = option("--db", "");
const IN_FLIGHT = 16;
const home = mkdtempSync(join(tmpdir(), "gentrack-load-"));
const db = join(home, "generations.db");
if (given) copyFileSync(given, db);

const workflow = {
  1: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "a.safetensors" } },
  2: { class_type: "CLIPTextEncode", inputs: { text: "a", clip: ["1", 1] } },
  3: { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
  4: {
    class_type: "KSampler",
    inputs: {
      seed: 1, steps: 2, cfg: 1.5, sampler_name: "euler", scheduler: "normal", denoise: 1,
      model: ["1", 0], positive: ["2", 0], negative: ["2", 0], latent_image: ["3", 0],
    },
  },
  5: { class_type: "VAEDecode", inputs: { samples: ["4", 0], vae: ["1", 2] } },
  6: { class_type: "SaveImage", inputs: { filename_prefix: "a", images: ["5", 0] } },
};
const tool = (name, given) => ({ method: "tools/call", params: { name, arguments: given } });
const kinds = [
  (i) => tool("suggest_settings", { limit: 1 + (i % 50) }),
  (i) => tool("suggest_settings", { model: "number_" + (i % 10), use_case: "square" }),
  () => tool("generation_stats", {}),
  () => tool("inspect_workflow", { workflow }),
  () => ({ method: "tools/list", params: {} }),
  () => ({ method: "resources/read", params: { uri: "gentrack://stats" } }),
];

function figures(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]);
  return `${Math.round(of("VmRSS") / 1024)} MiB, ${of("Threads")} threads`;
}

function stdio() {
  const server = spawn(args[0], ["mcp", "--no-tracker", "--db", db], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let said = "";
  server.stdout.on("data", (data) => {
    said += data;
    for (let end = said.indexOf("\n"); end >= 0; end = said.indexOf("\n")) {
      const answer = JSON.parse(said.slice(0, end));
      said = said.slice(end + 1);
      waiting.get(answer.id)(answer);
      waiting.delete(answer.id);
    }
  });
  return {
    name: "stdio",
    server,
    ask: (message) =>
      new Promise((done) => {
        waiting.set(message.id, done);
        server.stdin.write(JSON.stringify(message) + "\n");
      }),
    end: () => server.stdin.end(),
  };
}

async function overHttp() {
  const server = spawn(args[0], ["mcp", "--http", "0", "--no-tracker", "--db", db], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise((done) => {
    let said = "";
    server.stderr.on("data", (data) => {
      said += data;
      const found = /http:\/\/[^ ,]+\/mcp/.exec(said);
      if (found) done(found[0]);
    });
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const headers = { "Content-Type": "application/json", Accept: "application/json, text/event-stream" };
  return {
    name: "http",
    server,
    ask: (message) =>
      new Promise((done, fail) => {
        const request = http.request(address, { method: "POST", agent, headers }, (response) => {
          let body = "";
          response.setEncoding("utf8").on("data", (data) => (body += data));
          response.on("end", () => done(JSON.parse(body)));
        });
        request.on("error", fail).end(JSON.stringify(message));
      }),
    end: () => {
      agent.destroy();
      server.kill();
    },
  };
}

let id = 0;
async function ask(side, kind) {
  const began = performance.now();
  const answer = await side.ask({ jsonrpc: "2.0", id: ++id, ...kind });
  assert.ok(answer.result && !answer.result.isError, JSON.stringify(answer).slice(0, 300));
  return performance.now() - began;
}

async function run(side) {
  const suggest = tool("suggest_settings", { model: "number_1", use_case: "square" });
  await ask(side, { method: "tools/list", params: {} });
  const first = await ask(side, suggest);
  const later = [];
  for (let i = 0; i < 200; i++) later.push(await ask(side, suggest));
  later.sort((a, b) => a - b);
  console.log(
    `${side.name}: first suggestion after the start ${first.toFixed(0)} ms, later ones median ` +
      `${later[100].toFixed(1)} ms, 99 of 100 within ${later[197].toFixed(1)} ms`,
  );
  const flight = new Set();
  const began = performance.now();
  const step = calls / 5;
  for (let i = 0; i < calls; i++) {
    if (flight.size >= IN_FLIGHT) await Promise.race(flight);
    if (i % step === 0) console.log(`${side.name}: after ${i} calls ${figures(side.server.pid)}`);
    const call = ask(side, kinds[i % kinds.length](i)).finally(() => flight.delete(call));
    flight.add(call);
  }
  await Promise.all(flight);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${side.name}: after ${calls} calls ${figures(side.server.pid)}; no error, ${Math.round(calls / seconds)} calls/s`,
  );
  side.end();
  await new Promise((gone) => side.server.on("exit", gone));
}

try {
  console.log(`${calls} calls, ${IN_FLIGHT} in flight, ${cpus().length} x ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`);
  await run(stdio());
  await run(await overHttp());
} finally {
  rmSync(home, { recursive: true, force: true });
}

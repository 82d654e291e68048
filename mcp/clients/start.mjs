// Usage: node start.mjs [--rounds N] LAUNCHER. From spawn to the answer of tools/list, gentrack and the least TypeScript server in
// turn (A B A B ...), so that a busy machine is busy for both. Prints medians, and the median of the ratios pair by pair. Memory and
// processor time are those of the server's process when it answered (Linux only).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const rounds = args[0] === "--rounds" ? Number(args.splice(0, 2)[1]) : 20;
const here = dirname(fileURLToPath(import.meta.url));
const home = mkdtempSync(join(tmpdir(), "gentrack-start-"));
const sides = {
  gentrack: [args[0], "mcp", "--no-tracker", "--db", join(home, "generations.db")],
  typescript: [process.execPath, join(here, "minimal-server.mjs")],
};

const message = (fields) => JSON.stringify({ jsonrpc: "2.0", ...fields }) + "\n";
const initialize = message({
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "start", version: "1" } },
});

function status(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
    return { mib: Number(/VmHWM:\s+(\d+)/.exec(text)[1]) / 1024, cpu: (Number(stat[11]) + Number(stat[12])) * 10 };
  } catch {
    return { mib: NaN, cpu: NaN };
  }
}

async function start([command, ...rest]) {
  const began = performance.now();
  const server = spawn(command, rest, { stdio: ["pipe", "pipe", "ignore"] });
  let said = "";
  const figures = await new Promise((done, fail) => {
    server.on("error", fail);
    server.on("exit", (code) => fail(new Error(`${command} ended with ${code}`)));
    server.stdout.on("data", (data) => {
      said += data;
      for (let end = said.indexOf("\n"); end >= 0; end = said.indexOf("\n")) {
        const answer = JSON.parse(said.slice(0, end));
        said = said.slice(end + 1);
        if (answer.id === 1) {
          server.stdin.write(message({ method: "notifications/initialized" }));
          server.stdin.write(message({ id: 2, method: "tools/list", params: {} }));
        } else if (answer.id === 2) {
          if (answer.result.tools.length === 0) fail(new Error("no tools"));
          done({ ms: performance.now() - began, ...status(server.pid) });
        }
      }
    });
    server.stdin.write(initialize);
  });
  server.stdin.end();
  await new Promise((gone) => server.on("exit", gone));
  return figures;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const runs = { gentrack: [], typescript: [] };
try {
  for (let round = -2; round < rounds; round++) {
    for (const side of Object.keys(sides)) {
      const figures = await start(sides[side]);
      if (round >= 0) runs[side].push(figures);
    }
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.log(`${rounds} pairs, ${cpus().length} x ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, node ${process.version}`);
for (const [side, all] of Object.entries(runs)) {
  const of = (field) => median(all.map((one) => one[field]));
  const ms = all.map((one) => one.ms);
  console.log(
    `${side.padEnd(10)} start to tools/list: median ${of("ms").toFixed(0)} ms (${Math.min(...ms).toFixed(0)} to ` +
      `${Math.max(...ms).toFixed(0)}), processor ${of("cpu").toFixed(0)} ms, memory ${of("mib").toFixed(0)} MiB`,
  );
}
const ratios = runs.gentrack.map((one, i) => one.ms / runs.typescript[i].ms);
console.log(`gentrack / typescript, pair by pair: median ${median(ratios).toFixed(2)}`);

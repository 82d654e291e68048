// How many searches and submissions a server on this machine answers. A ratio between two servers, not a promise: client, stand-in for
// CivitAI and server share the processors.
// node load.mjs URL CIVITAI_PORT [REQUESTS]; the server must ask http://127.0.0.1:CIVITAI_PORT for CivitAI and believe X-Forwarded-For and
// CF-Connecting-IP of this machine. Prints one line of JSON.

import http from 'node:http';
import {settingsHash} from './src/fingerprint.js';

const [url, civitaiPort, requestsText] = process.argv.slice(2);
const REQUESTS = Number(requestsText ?? 1_000);
const AT_ONCE = 8;
const ENTRIES = 20;
const MODELS = 200;

const id = (hash) => Number.parseInt(hash, 16) + 1;
const civitai = http.createServer((request, response) => {
  const hash = request.url.split('/').at(-1);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({id: id(hash), modelId: 1, name: 'v1', model: {name: `Model ${hash}`, type: 'Checkpoint'}, files: []}));
});
await new Promise((resolve) => civitai.listen(Number(civitaiPort), '127.0.0.1', resolve));

const agent = new http.Agent({keepAlive: true, maxSockets: AT_ONCE});
let caller = 0;
/** One request from an address of its own. */
function ask(method, path, body) {
  const address = `10.${(caller >> 16) & 255}.${(caller >> 8) & 255}.${caller++ & 255}`;
  const headers = {'CF-Connecting-IP': address, 'X-Forwarded-For': address};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    headers['Content-Length'] = Buffer.byteLength(body);
  }
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, url), {method, agent, headers}, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({status: response.statusCode, text: Buffer.concat(chunks).toString()}));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function measure(count, one) {
  const times = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({length: AT_ONCE}, async () => {
      while (next < count) {
        const begin = performance.now();
        const {status, text} = await one(next++);
        if (status !== 200) {
          throw new Error(`${status} ${text}`);
        }
        times.push(performance.now() - begin);
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (part) => Math.round(times[Math.floor(times.length * part)] * 10) / 10;
  return {
    requests: count,
    per_second: Math.round((count / (performance.now() - started)) * 10_000) / 10,
    ms_median: at(0.5),
    ms_p99: at(0.99),
  };
}

const hex = (number, digits) => number.toString(16).toUpperCase().padStart(digits, '0');
const token = () => `${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')}`;
async function entry(model, steps) {
  const hash = hex(model + 0xabc000, 10);
  const settings = {
    model_family: 'sdxl',
    model_hash: hash,
    sampler: ['euler', 'dpmpp_2m', 'uni_pc'][model % 3],
    scheduler: 'karras',
    steps,
    cfg: 6.5,
    denoise: 1,
  };
  return {
    ...settings,
    settings_hash: await settingsHash(settings),
    model_civitai_id: id(hash),
    uses: 1 + (steps % 50),
    day: '2026-11-02',
    token: token(),
  };
}
const submission = (entries) => JSON.stringify({client_version: '0.1.0', entries});

// Every model is known before anything is measured.
for (let model = 0; model < MODELS; model += ENTRIES) {
  const entries = await Promise.all(Array.from({length: ENTRIES}, (_, i) => entry(model + i, 1)));
  await ask('POST', '/api/v1/settings/submit', submission(entries));
}
const bodies = [];
for (let i = 0; i < Math.ceil(REQUESTS / 5); i++) {
  // Each combination comes about three times, from other contributors.
  bodies.push(submission(await Promise.all(Array.from({length: ENTRIES}, (_, k) => entry((i * 7 + k) % MODELS, 2 + (i % 100))))));
}
const submit = await measure(bodies.length, (i) => ask('POST', '/api/v1/settings/submit', bodies[i]));
const replay = await measure(bodies.length, (i) => ask('POST', '/api/v1/settings/submit', bodies[i]));
const search = await measure(REQUESTS, (i) =>
  // No two alike, so that no cache answers.
  ask('GET', `/api/v1/settings/search?model_hash=${hex((i % MODELS) + 0xabc000, 10)}&limit=${10 + Math.floor(i / MODELS)}`),
);
const cached = await measure(REQUESTS, () => ask('GET', '/api/v1/settings/popular'));
console.log(JSON.stringify({entries_of_a_submission: ENTRIES, connections: AT_ONCE, submit, replay, search, popular_again_and_again: cached}));
agent.destroy();
civitai.close();
civitai.closeAllConnections();

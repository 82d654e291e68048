// What the questions of the contract cost: rows that D1 reads and writes, with 50,000 settings in the database.
// node rows-read.mjs BUNDLE [RESULT.json]; the bundle is out/index.js of "npm run dry-run". Fails where a budget is exceeded.

import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Miniflare} from 'miniflare';

const SETTINGS = Number(process.env.SETTINGS ?? 50_000);
const MODELS = 2_000;
const LORAS = 5_000;
const here = path.dirname(fileURLToPath(import.meta.url));
const sql = path.join(here, '../sql');
const [bundle, resultFile] = process.argv.slice(2);
if (bundle === undefined) {
  console.error('usage: node rows-read.mjs BUNDLE [RESULT.json]');
  process.exit(2);
}

const folder = path.dirname(path.resolve(bundle));
const mf = new Miniflare({
  modulesRoot: folder,
  modules: [
    {type: 'ESModule', path: path.resolve(bundle)},
    ...fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => ({type: 'Text', path: path.join(folder, name)})),
  ],
  compatibilityDate: '2026-04-01',
  d1Databases: ['DB'],
  ratelimits: {LIMITER: {simple: {limit: 60, period: 60}}},
  bindings: {REPORT_ROWS: '1', CACHE_TTL: '0', MIN_CONTRIBUTORS: '3', CIVITAI_URL: 'http://127.0.0.1:9'},
});
const database = await mf.getD1Database('DB');

/** A file's statements; those of triggers end with END. */
async function run(file) {
  let statement = '';
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('--')) {
      continue;
    }
    statement += `${line.replace(/ -- .*/, '')}\n`;
    const trigger = /CREATE TRIGGER/.test(statement);
    if (trigger ? /END;\s*$/.test(statement) : /;\s*$/.test(statement)) {
      await database.prepare(statement).run();
      statement = '';
    }
  }
}

for (const file of fs.readdirSync(path.join(sql, 'migrations')).sort()) {
  await run(path.join(sql, 'migrations', file));
}

// A fixed sequence (mulberry32), so that every run measures the same database.
let state = 8189;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
/** A few are used much, most little: rank r with weight 1/(r+1). */
const few = (count) => Math.min(count - 1, Math.floor((count + 1) ** random() - 1));
const hex = (digits) =>
  Array.from({length: digits}, () => Math.floor(random() * 16).toString(16)).join('');

const WORDS = ['real', 'anime', 'dream', 'pony', 'vision', 'mix', 'style', 'detail', 'light', 'dark', 'ink', 'film', 'paint', 'photo'];
const title = (i, kind) =>
  `${WORDS[i % 14]} ${WORDS[Math.floor(i / 14) % 14]} ${hex(4)} ${kind}${i % 97 === 3 ? ' Copax' : ''} - v${1 + (i % 5)}`;
const versions = [];
for (let i = 0; i < MODELS + LORAS; i++) {
  const kind = i < MODELS ? 'model' : 'lora';
  versions.push({id: Number.parseInt(hex(10), 16), civitai_id: 1_000_000 + i, kind, title: title(i, kind), day: '2026-11-01'});
}
const models = versions.slice(0, MODELS);
const loras = versions.slice(MODELS);
const FAMILIES = ['sdxl', 'flux', 'illustrious', 'pony', 'sd15', 'wan22', 'qwen_image', 'z_image', 'noobai', 'flux2', 'chroma', 'sd3'];
const SAMPLERS = ['euler', 'dpmpp_2m', 'euler_ancestral', 'res_multistep', 'uni_pc', 'dpmpp_2m_sde', 'dpmpp_3m_sde', 'lcm', 'er_sde',
  'heun', 'ddim', 'deis', 'dpmpp_sde', 'ipndm', 'uni_pc_bh2', 'sa_solver', 'multistep/res_2m', 'exponential/res_2s', 'seeds_2', 'dpm_2'];
const SCHEDULERS = ['simple', 'karras', 'normal', 'beta', 'sgm_uniform', 'exponential', 'beta57', 'kl_optimal', 'bong_tangent', 'ddim_uniform'];

const query = (name) => fs.readFileSync(path.join(sql, 'queries', `${name}.sql`), 'utf8');
const [addVersions, addSettings, addContributions] = ['add_versions', 'add_settings', 'add_contributions'].map(query);
const chunks = (list, size) => Array.from({length: Math.ceil(list.length / size)}, (_, i) => list.slice(i * size, (i + 1) * size));
for (const part of chunks(versions, 1_000)) {
  await database.prepare(addVersions).bind(JSON.stringify(part)).run();
}

const randomId = () => Math.floor(random() * 2 ** 20) * 2 ** 32 + Math.floor(random() * 2 ** 32);
const token = () => `${hex(21)}A`;
const settings = [];
for (let i = 0; i < SETTINGS; i++) {
  const model = few(MODELS);
  const used = Array.from({length: random() < 0.45 ? 0 : 1 + few(3)}, () => loras[few(LORAS)]);
  settings.push({
    settings_hash: hex(64),
    model_family: FAMILIES[model % 12],
    model_id: models[model].id,
    model2_id: null,
    sampler: SAMPLERS[few(20)],
    scheduler: SCHEDULERS[few(10)],
    steps: 4 + few(40),
    cfg: 1 + few(20) / 2,
    denoise: 1,
    shift: null,
    guidance: null,
    loras: used.length === 0 ? null : JSON.stringify(used.map((lora) => [lora.id, 1, null])),
    names: JSON.stringify([models[model], ...used].map((each) => [each.civitai_id, each.title])),
    day: '2026-11-02',
    // Three contributors each: everything is public, which is the dearest case. A tenth has more.
    users: random() < 0.1 ? 3 + few(40) : 3,
  });
}
const writes = {};
let firstRows = [];
for (let round = 0; ; round++) {
  const rows = settings.filter((each) => each.users > round).map((each) => ({...each, id: randomId(), uses: 1 + few(100), token: token()}));
  if (rows.length === 0) {
    break;
  }
  if (round === 0) {
    firstRows = rows;
  }
  let written = 0;
  for (const part of chunks(rows, 2_000)) {
    const text = JSON.stringify(part);
    const results = await database.batch([addSettings, addContributions].map((each) => database.prepare(each).bind(text)));
    written += results.reduce((sum, each) => sum + each.meta.rows_written, 0);
  }
  const name = ['new_combination', 'second_contributor', 'third_contributor_publishes', 'fourth_contributor'][round];
  if (name !== undefined) {
    writes[name] = Math.round((written / rows.length) * 100) / 100;
  }
}
// What somebody who shares every week writes.
const grown = firstRows.filter((each) => each.uses < 100).slice(0, 2_000);
const grownText = JSON.stringify(grown.map((each) => ({...each, id: randomId(), uses: each.uses + 1})));
const grownResults = await database.batch([addSettings, addContributions].map((each) => database.prepare(each).bind(grownText)));
writes.contribution_to_a_public_one_grows =
  Math.round((grownResults.reduce((sum, each) => sum + each.meta.rows_written, 0) / grown.length) * 100) / 100;
const size = (await database.prepare('SELECT count(*) AS n FROM settings').run()).meta.size_after;

let caller = 0;
async function cost(target) {
  const response = await mf.dispatchFetch(`http://worker${target}`, {headers: {'CF-Connecting-IP': `10.0.0.${caller++}`}});
  const body = await response.json();
  if (response.status !== 200 || body.results.length === 0) {
    throw new Error(`${target}: ${response.status} ${JSON.stringify(body)}`);
  }
  return {results: body.results.length, rows_read: Number(response.headers.get('Rows-Read')), next: body.next};
}

const search = '/api/v1/settings/search?';
/** Name, address, budget. */
const QUESTIONS = [
  ['popular', '/api/v1/settings/popular', 50],
  ['popular of a family', '/api/v1/settings/popular?model_family=sdxl', 50],
  ['search by name, 21 of 2,000 models', `${search}model_name=copax`, 200],
  ['search by name, one model', `${search}model_name=${encodeURIComponent(models[5].title.slice(0, 20))}`, 200],
  ['search by LoRA name', `${search}lora_name=${encodeURIComponent(loras[3].title.slice(0, 20))}`, 200],
  ['search by LoRA id, the most used one', `${search}lora_civitai_id=${loras[0].civitai_id}`, 100],
  ['search by LoRA id, a rare one', `${search}lora_civitai_id=${loras[900].civitai_id}`, 100],
  ['search by sampler and scheduler', `${search}sampler=euler&scheduler=simple`, 100],
  ['search by sampler and scheduler, a rare pair', `${search}sampler=dpm_2&scheduler=ddim_uniform`, 100],
  ['search by model hash', `${search}model_hash=${models[0].id.toString(16).toUpperCase().padStart(10, '0')}`, 100],
  // The dearest ones that the contract allows; they have bounds, not budgets.
  ['search by name, more models than are looked at', `${search}model_name=model`, 400],
  ['search by sampler alone', `${search}sampler=euler`, 200],
  ['search by scheduler alone', `${search}scheduler=simple`, 300],
  ['search by family and sampler', `${search}model_family=sdxl&sampler=multistep/res_2m`, 2_000],
  ['search by model and LoRA name', `${search}model_name=model&lora_name=lora`, 4_000],
];
const report = {
  what: 'rows that D1 in workerd counts for one request without a cache, default limit of 10 results',
  command: 'cd community/worker && npm run dry-run && node rows-read.mjs out/index.js ../../bench/results/community_rows_read.json',
  settings: SETTINGS,
  versions: versions.length,
  database_bytes: size,
  rows_read: {},
  rows_written_per_entry: writes,
};
let failed = false;
for (const [name, target, budget] of QUESTIONS) {
  const {results, rows_read: rowsRead} = await cost(target);
  report.rows_read[name] = {rows_read: rowsRead, budget, results};
  failed ||= rowsRead > budget;
  console.log(`${rowsRead > budget ? 'OVER BUDGET ' : ''}${name}: ${rowsRead} rows read for ${results} results, budget ${budget}`);
}
// Further than anyone reads.
let next = '';
let deepest = 0;
for (let i = 0; i < 59; i++) {
  const page = await cost(`/api/v1/settings/popular?limit=50${next && `&cursor=${next}`}`);
  deepest = Math.max(deepest, page.rows_read);
  next = page.next;
}
report.rows_read['popular, dearest of the first 59 pages of 50'] = {rows_read: deepest, budget: 200};
failed ||= deepest > 200;
console.log(`popular, dearest of the first 59 pages of 50: ${deepest}`);
console.log(`rows written for each entry: ${JSON.stringify(writes)}; database ${(size / 1e6).toFixed(1)} MB`);
if (resultFile !== undefined) {
  fs.writeFileSync(resultFile, `${JSON.stringify(report, null, 2)}\n`);
}
await mf.dispose();
process.exit(failed ? 1 : 0);

// One submission: fingerprints are computed anew, files are confirmed by CivitAI, and only then anything is stored.

import {lookUp} from './civitai.js';
import {versionId} from './database.js';
import {settingsHash} from './fingerprint.js';
import {Problem} from './problem.js';

const DAY_MS = 86_400_000;
/** Models are withdrawn and renamed: what CivitAI said is asked again after so many days. */
const CONFIRMED_FOR_DAYS = 30;

const DETAIL = {
  'not-public': 'CivitAI publishes no file with one of these hashes.',
  'wrong-version': 'CivitAI publishes one of these files under another version id. Identify the file again.',
  'wrong-kind': 'One of these files is published as something else than the model or LoRA it is said to be.',
  'not-verified-yet': 'CivitAI could not be asked about all of these files. Send the entry again later.',
};

/** What becomes of well-formed entries. */
export async function submit(entries, database, site) {
  await requireOwnHashes(entries);
  const today = new Date().toISOString().slice(0, 10);
  const known = await confirmed(entries, database, site, today);
  const accepted = [];
  const rejected = [];
  entries.forEach((entry, index) => {
    const code = refusal(entry, known);
    if (code === null) {
      accepted.push(entry);
    } else {
      rejected.push({index, settings_hash: entry.settings_hash, code, detail: DETAIL[code]});
    }
  });
  const titles = new Map(accepted.flatMap(files).map(({hash}) => [hash, known.get(hash).title]));
  await database.add(newVersions(accepted, known, today), accepted, titles);
  return {accepted: accepted.length, rejected, thank_you: true};
}

async function requireOwnHashes(entries) {
  const hashes = await Promise.all(entries.map(settingsHash));
  const errors = entries.flatMap((entry, i) =>
    hashes[i] === entry.settings_hash ? [] : [{pointer: `/entries/${i}/settings_hash`, detail: 'is not that of the settings beside it'}],
  );
  if (errors.length > 0) {
    throw new Problem('settings-hash-mismatch', 'Nothing was stored.', {errors});
  }
}

/** Files of an entry: hash, stated version id, stated kind. */
function files(entry) {
  return [
    {hash: entry.model_hash, civitaiId: entry.model_civitai_id, kind: 'model'},
    ...(entry.model2_hash === undefined ? [] : [{hash: entry.model2_hash, civitaiId: entry.model2_civitai_id, kind: 'model'}]),
    ...(entry.loras ?? []).map((lora) => ({hash: lora.hash, civitaiId: lora.civitai_id, kind: 'lora'})),
  ];
}

/** Map from hash to what is known of it: {civitai_id, kind, title, kept}, null where it is not public; nothing where nobody could say. */
async function confirmed(entries, database, site, today) {
  const hashes = [...new Set(entries.flatMap(files).map((file) => file.hash))];
  const rows = await database.knownVersions(hashes.map(versionId));
  const known = new Map();
  const open = [];
  for (const hash of hashes) {
    const row = rows.get(versionId(hash));
    if (row !== undefined) {
      known.set(hash, {civitai_id: row.civitai_id, kind: row.kind, title: row.title, kept: true});
    }
    if (row === undefined || Date.parse(today) - Date.parse(row.checked_day) > CONFIRMED_FOR_DAYS * DAY_MS) {
      open.push(hash);
    }
  }
  // Those that were never seen first: what is known already can wait for its confirmation.
  open.sort((left, right) => Number(known.has(left)) - Number(known.has(right)));
  (await lookUp(site, open)).forEach((answer, hash) => known.set(hash, answer));
  return known;
}

/** Why an entry is not taken, or null. */
function refusal(entry, known) {
  let worst = null;
  for (const {hash, civitaiId, kind} of files(entry)) {
    const version = known.get(hash);
    if (version === null) {
      return 'not-public';
    }
    if (version === undefined) {
      worst = 'not-verified-yet';
    } else if (version.civitai_id !== civitaiId) {
      return 'wrong-version';
    } else if (version.kind !== kind && version.kind !== 'any') {
      return 'wrong-kind';
    }
  }
  return worst;
}

/** What CivitAI said just now of files in accepted entries. A site that does not say what a file is leaves that to its first use. */
function newVersions(accepted, known, day) {
  const versions = new Map();
  for (const {hash, kind} of accepted.flatMap(files)) {
    const version = known.get(hash);
    if (!version.kept && !versions.has(hash)) {
      versions.set(hash, {
        id: versionId(hash),
        civitai_id: version.civitai_id,
        kind: version.kind === 'any' ? kind : version.kind,
        title: version.title,
        day,
      });
    }
  }
  return [...versions.values()];
}

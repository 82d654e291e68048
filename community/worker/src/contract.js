// What openapi.yaml lets through. Unknown fields and parameters are refused, so that nothing can be sent by mistake.

import {Problem} from './problem.js';

const MOST_ENTRIES = 100;
const MOST_LORAS = 24;
const FIRST_DAY = '2022-08-22';

const text = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const number = (least, most) => (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most;
const integer = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most;

const settingsHash = [text(/^[0-9a-f]{64}$/), '64 lower-case hex digits'];
const token = [text(/^[A-Za-z0-9_-]{21}[AQgw]$/), '16 bytes as base64url'];
const family = [text(/^[a-z0-9_]{1,32}$/), 'a model family as gentrack names it'];
const hash = [text(/^[0-9A-F]{10}$/), 'an AutoV2 hash: 10 upper-case hex digits'];
const civitaiId = [integer(1, Number.MAX_SAFE_INTEGER), "CivitAI's id of a model version"];
const method = [
  text(
    /^(?:(?:multistep|exponential|linear|diag_implicit|fully_implicit|hybrid)\/)?[A-Za-z0-9](?:[A-Za-z0-9 _+=()\[\]-]|(?<=[0-9])\.(?=[0-9])){0,47}$/,
  ),
  'a sampler or scheduler as ComfyUI names it, not a path or a file name',
];
const signed = [number(-1000, 1000), 'a number from -1000 to 1000'];
const strength = [number(-100, 100), 'a number from -100 to 100'];
const clientVersion = [text(/^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}$/), 'three numbers with dots'];

const ENTRY = {
  settings_hash: settingsHash,
  model_family: family,
  model_hash: hash,
  model_civitai_id: civitaiId,
  model2_hash: [...hash, 'optional'],
  model2_civitai_id: [...civitaiId, 'optional'],
  sampler: method,
  scheduler: method,
  steps: [number(1, 10_000), 'a number from 1 to 10000'],
  cfg: signed,
  denoise: [number(0, 1), 'a number from 0 to 1'],
  shift: [...signed, 'optional'],
  guidance: [...signed, 'optional'],
  loras: [(value) => Array.isArray(value) && value.length <= MOST_LORAS, `a list of at most ${MOST_LORAS}`, 'optional'],
  uses: [integer(1, 1e9), 'a whole number from 1 to 1000000000'],
  day: [isDay, `a day (yyyy-mm-dd) from ${FIRST_DAY} to tomorrow`],
  token,
};
const LORA = {
  hash,
  civitai_id: civitaiId,
  strength: [...strength, 'optional'],
  clip_strength: [...strength, 'optional'],
};
const ENTRIES = [
  (value) => Array.isArray(value) && value.length >= 1 && value.length <= MOST_ENTRIES,
  `a list of 1 to ${MOST_ENTRIES}`,
];

function isDay(value) {
  if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) {
    return false;
  }
  const time = Date.parse(value);
  return (
    !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(value) &&
    value >= FIRST_DAY &&
    time <= Date.now() + 86_400_000
  );
}

/** Whether it is an object with these fields and no others; what is wrong goes into errors. */
function object(value, fields, pointer, errors) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    errors.push({pointer, detail: 'must be an object'});
    return false;
  }
  const before = errors.length;
  if (Object.keys(value).some((name) => !Object.hasOwn(fields, name))) {
    errors.push({pointer, detail: `has a field that is not one of: ${Object.keys(fields).join(' ')}`});
  }
  for (const [name, [allows, detail, optional]] of Object.entries(fields)) {
    if (!Object.hasOwn(value, name)) {
      if (!optional) {
        errors.push({pointer: `${pointer}/${name}`, detail: `is missing: ${detail}`});
      }
    } else if (!allows(value[name])) {
      errors.push({pointer: `${pointer}/${name}`, detail: `must be ${detail}`});
    }
  }
  return errors.length === before;
}

/** Two fields of which one makes no sense without the other. */
function together(value, name, needs, pointer, errors) {
  if (Object.hasOwn(value, name) && !Object.hasOwn(value, needs)) {
    errors.push({pointer: `${pointer}/${needs}`, detail: `is missing: ${name} needs it`});
  }
}

function entry(value, pointer, errors) {
  if (!object(value, ENTRY, pointer, errors)) {
    return;
  }
  together(value, 'model2_hash', 'model2_civitai_id', pointer, errors);
  together(value, 'model2_civitai_id', 'model2_hash', pointer, errors);
  (value.loras ?? []).forEach((lora, i) => {
    if (object(lora, LORA, `${pointer}/loras/${i}`, errors)) {
      together(lora, 'clip_strength', 'strength', `${pointer}/loras/${i}`, errors);
    }
  });
}

function invalid(errors) {
  return new Problem('invalid-request', 'Something in the request is not as the contract says; see errors.', {errors});
}

/** The entries of a submission. */
export function submission(body) {
  const errors = [];
  if (object(body, {client_version: clientVersion, entries: ENTRIES}, '', errors)) {
    const seen = new Set();
    body.entries.forEach((each, i) => {
      entry(each, `/entries/${i}`, errors);
      if (seen.has(each?.settings_hash)) {
        errors.push({pointer: `/entries/${i}/settings_hash`, detail: 'stands in the request twice'});
      }
      seen.add(each?.settings_hash);
    });
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  return body.entries;
}

/** The contributions to take back. */
export function withdrawal(body) {
  const errors = [];
  if (object(body, {entries: ENTRIES}, '', errors)) {
    body.entries.forEach((each, i) => object(each, {settings_hash: settingsHash, token}, `/entries/${i}`, errors));
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  return body.entries;
}

const wholeNumber = (least, most) => (value) =>
  /^[0-9]{1,16}$/.test(value) && Number(value) >= least && Number(value) <= most;
const queryId = [wholeNumber(1, Number.MAX_SAFE_INTEGER), civitaiId[1]];
const namePart = [
  (value) => !/[\u0000-\u001f]/.test(value) && [...value.trim()].length >= 3 && [...value].length <= 64,
  'part of a name, 3 to 64 characters',
];
const PAGING = {
  limit: [wholeNumber(1, 100), 'a whole number from 1 to 100'],
  cursor: [(value) => /^[0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,9}$/.test(value), '"next" of the page before'],
};
export const POPULAR = {model_family: family};
export const SEARCH = {
  model_family: family,
  model_hash: hash,
  model_civitai_id: queryId,
  model_name: namePart,
  lora_hash: hash,
  lora_civitai_id: queryId,
  lora_name: namePart,
  sampler: method,
  scheduler: method,
};

/** The filters, limit and cursor of a query, as they were written. */
export function query(params, filters, {needsFilter}) {
  const allowed = {...filters, ...PAGING};
  const errors = [];
  const found = {};
  for (const [name, value] of params) {
    if (!Object.hasOwn(allowed, name)) {
      errors.push({pointer: '', detail: `there is a parameter that is not one of: ${Object.keys(allowed).join(' ')}`});
    } else if (Object.hasOwn(found, name)) {
      errors.push({pointer: name, detail: 'is given twice'});
    } else if (!allowed[name][0](value)) {
      errors.push({pointer: name, detail: `must be ${allowed[name][1]}`});
    } else {
      found[name] = value;
    }
  }
  if (errors.length === 0 && needsFilter && !Object.keys(found).some((name) => Object.hasOwn(filters, name))) {
    errors.push({pointer: '', detail: `needs one of: ${Object.keys(filters).join(' ')}`});
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  return found;
}

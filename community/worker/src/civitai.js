// What CivitAI publishes under a hash. Asked once for each file, then again after a month; never told who wants to know.

const MOST_BYTES = 1 << 20;
const PATIENCE_MS = 5_000;
/** Who sends a little too much reads the answer only after it has sent all of it; who sends this often as much is cut off. */
const MOST_TIMES_OVER = 4;
/** A Worker keeps no more connections open at once. */
const AT_ONCE = 6;
/** The free plan allows 50 requests to other sites for each that comes in. */
export const MOST_LOOKUPS = 40;

const LORA_TYPES = new Set(['lora', 'locon', 'dora', 'lycoris']);
/** Files that lie beside a model and are none. */
const OTHER_FILES = new Set(['training data', 'vae', 'config', 'archive', 'text encoder', 'negative', 'workflow']);

/**
 * Looks up hashes: a Map from hash to {civitai_id, kind: 'model' | 'lora' | 'other' | 'any', title}, or to null where the site says that
 * it has no such file. Hashes that got no answer are not in it; after the first of these nothing more is asked.
 */
export async function lookUp(site, hashes) {
  const found = new Map();
  const open = hashes.slice(0, MOST_LOOKUPS);
  let away = false;
  const worker = async () => {
    while (open.length > 0 && !away) {
      const hash = open.shift();
      const answer = await one(site, hash);
      if (answer === undefined) {
        away = true;
      } else {
        found.set(hash, answer);
      }
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
  return found;
}

async function one(site, hash) {
  try {
    const response = await fetch(`${site.replace(/\/$/, '')}/api/v1/model-versions/by-hash/${hash}`, {
      headers: {Accept: 'application/json', 'User-Agent': 'gentrack'},
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await limitedText(response.body, MOST_BYTES);
    const json = JSON.parse(text ?? '');
    if (response.status === 404 && typeof json?.error === 'string') {
      return null;
    }
    return response.status === 200 ? version(json, hash) : undefined;
  } catch {
    // No network, no JSON, too slow, too long: no answer, which is not the same as "no such file".
    return undefined;
  }
}

function version(json, hash) {
  if (!Number.isSafeInteger(json?.id) || json.id < 1) {
    return undefined;
  }
  const part = (value) => (typeof value === 'string' ? value.replace(/[\s\p{C}]+/gu, ' ').trim() : '');
  const title = [part(json.model?.name), part(json.name)].filter((each) => each !== '').join(' - ');
  const type = part(json.model?.type).toLowerCase();
  const files = Array.isArray(json.files) ? json.files : [];
  const file = files.find((each) => String(each?.hashes?.AutoV2).toUpperCase() === hash);
  let kind = 'other';
  if (OTHER_FILES.has(part(file?.type).toLowerCase())) {
    kind = 'other';
  } else if (LORA_TYPES.has(type)) {
    kind = 'lora';
  } else if (type === 'checkpoint') {
    kind = 'model';
  } else if (type === '' || type === 'other') {
    kind = 'any';
  }
  return {civitai_id: json.id, kind, title: [...title].slice(0, 200).join('') || `Version ${json.id}`};
}

/** The text of a body, or null where it is longer than allowed or no UTF-8. A stated length is not trusted. */
export async function limitedText(body, most) {
  if (body === null) {
    return '';
  }
  const chunks = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length <= most) {
      chunks.push(value);
    } else if (length > MOST_TIMES_OVER * most) {
      await reader.cancel();
      return null;
    }
  }
  if (length > most) {
    return null;
  }
  return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(await new Blob(chunks).arrayBuffer());
}

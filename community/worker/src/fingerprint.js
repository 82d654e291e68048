// The fingerprint of settings, as io.gentrack.core.settings.Fingerprint computes it: SHA-256 over the RFC 8785 JSON of the identity
// fields. community/vectors/fingerprints.json holds both to it.

const SCALE = 1e6;
const LARGEST_SCALED = 2 ** 51;
const WHOLE = 2 ** 52;

/** Half-even to six decimals: rint(x * 1e6) / 1e6 in IEEE doubles. */
export function round(value) {
  const scaled = value * SCALE;
  if (Math.abs(scaled) >= LARGEST_SCALED) {
    return value;
  }
  // Above 2^52 doubles are whole numbers, so that the addition rounds as the processor does: to the even neighbour.
  const size = Math.abs(scaled) + WHOLE - WHOLE;
  // Adding 0 turns -0 into 0.
  return (scaled < 0 ? -size : size) / SCALE + 0;
}

/**
 * The LoRAs of an entry as the fingerprint sees them: [hash, strength?, clip?], rounded, sorted; the clip strength only where it still
 * differs after rounding.
 */
export function loras(entry) {
  return (entry.loras ?? [])
    .map((lora) => {
      const strength = lora.strength === undefined ? [] : [round(lora.strength)];
      const clip = lora.clip_strength === undefined ? [] : [round(lora.clip_strength)];
      return [lora.hash, ...strength, ...(clip.length > 0 && clip[0] !== strength[0] ? clip : [])];
    })
    .sort(compare);
}

/** By hash, then by strengths; absent before present. */
function compare(left, right) {
  for (let i = 0; i < 3; i++) {
    if (left[i] !== right[i]) {
      return left[i] === undefined || (right[i] !== undefined && left[i] < right[i]) ? -1 : 1;
    }
  }
  return 0;
}

/** The text that is hashed. Keys stand in the order of RFC 8785; fields that do not apply are left out. */
export function canonicalJson(entry) {
  const used = loras(entry);
  const one = used.length === 1 ? used[0] : [];
  const number = (value) => (value === undefined ? undefined : round(value));
  return JSON.stringify({
    cfg: round(entry.cfg),
    denoise: round(entry.denoise),
    guidance: number(entry.guidance),
    lora_clip_strength: one[2],
    lora_hash: one[0],
    lora_strength: one[1],
    loras: used.length > 1 ? used : undefined,
    model2_hash: entry.model2_hash,
    model_family: entry.model_family,
    model_hash: entry.model_hash,
    sampler: entry.sampler,
    scheduler: entry.scheduler,
    shift: number(entry.shift),
    steps: round(entry.steps),
  });
}

/** 64 lower-case hex digits. */
export async function settingsHash(entry) {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(entry))));
}

export function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

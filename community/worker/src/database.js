// The SQL files that both servers use, and what goes into and comes out of them.

import addContributions from '../../sql/queries/add_contributions.sql';
import addSettings from '../../sql/queries/add_settings.sql';
import addVersions from '../../sql/queries/add_versions.sql';
import columns from '../../sql/queries/columns.sql';
import deleteContributions from '../../sql/queries/delete_contributions.sql';
import filtersSql from '../../sql/queries/filters.sql';
import knownVersions from '../../sql/queries/known_versions.sql';
import leadFamily from '../../sql/queries/lead_family.sql';
import leadLora from '../../sql/queries/lead_lora.sql';
import leadMethod from '../../sql/queries/lead_method.sql';
import leadModel from '../../sql/queries/lead_model.sql';
import leadPopular from '../../sql/queries/lead_popular.sql';
import methods from '../../sql/queries/methods.sql';
import versionsByCivitaiId from '../../sql/queries/versions_by_civitai_id.sql';
import versionsByHash from '../../sql/queries/versions_by_hash.sql';
import versionsByTitle from '../../sql/queries/versions_by_title.sql';
import {loras} from './fingerprint.js';

/** Where filters leave few of many, so many rows are looked at. */
const MOST_CANDIDATES = 1_000;
/** D1 takes so many terms in a compound SELECT. */
const LEADS_A_STATEMENT = 5;

/** An AutoV2 hash is the id of its version: 40 bits. */
export const versionId = (hash) => Number.parseInt(hash, 16);
const hashOf = (id) => id.toString(16).toUpperCase().padStart(10, '0');

/** A D1 database with the contract's questions; counts the rows that they read and wrote. */
export class Database {
  constructor(d1, minContributors) {
    this.d1 = d1;
    this.threshold = `users>=${minContributors}`;
    this.rowsRead = 0;
    this.rowsWritten = 0;
  }

  #statement(sql, ...values) {
    return this.d1.prepare(sql.replaceAll('users>=3', this.threshold)).bind(...values);
  }

  /** All or none. */
  async #batch(...statements) {
    const results = await this.d1.batch(statements);
    for (const {meta} of results) {
      this.rowsRead += meta.rows_read;
      this.rowsWritten += meta.rows_written;
    }
    return results.map((each) => each.results);
  }

  /** Map from version id to {civitai_id, kind, title, checked_day}. */
  async knownVersions(ids) {
    const [rows] = await this.#batch(this.#statement(knownVersions, JSON.stringify(ids)));
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Versions {id, civitai_id, kind, title, day} and entries in one transaction; titles is a Map from hash to title. */
  async add(versions, entries, titles) {
    const statements = versions.length > 0 ? [this.#statement(addVersions, JSON.stringify(versions))] : [];
    if (entries.length > 0) {
      const rows = JSON.stringify(entries.map((entry) => row(entry, titles)));
      statements.push(this.#statement(addSettings, rows), this.#statement(addContributions, rows));
    }
    if (statements.length > 0) {
      await this.#batch(...statements);
    }
  }

  /** How many contributions were there. */
  async remove(entries) {
    const [rows] = await this.#batch(this.#statement(deleteContributions, JSON.stringify(entries)));
    return rows.length;
  }

  /** Rows of one page; the one after it, where there is one, is the last. See sql/queries/README.md. */
  async find(filters, limit, cursor) {
    const lists = await this.#versions(filters);
    const {lead, keys, answers} = await this.#lead(filters, lists);
    if (keys.length === 0 || lists.model?.length === 0) {
      return [];
    }
    const filtered = Object.keys(filters).some((name) => !answers.includes(name));
    const rows = limit + 1;
    const statements = [];
    for (let at = 0; at < keys.length; at += LEADS_A_STATEMENT) {
      const part = keys.slice(at, at + LEADS_A_STATEMENT);
      const values = [JSON.stringify(part), cursor.uses, cursor.id, rows];
      if (filtered) {
        values.push(
          Math.max(rows, Math.floor(MOST_CANDIDATES / keys.length)),
          filters.model_family ?? null,
          filters.sampler ?? null,
          filters.scheduler ?? null,
          lists.model === null ? null : JSON.stringify(lists.model),
        );
      }
      statements.push(this.#statement(leads(lead, part.length, filtered), ...values));
    }
    const found = new Map((await this.#batch(...statements)).flat().map((row) => [row.id, row]));
    return [...found.values()].sort((a, b) => b.uses - a.uses || b.id - a.id).slice(0, rows);
  }

  /** The narrowest filter leads; the others are applied to what it finds. */
  async #lead(filters, lists) {
    if (lists.lora !== null) {
      return {lead: leadLora, keys: lists.lora, answers: ['lora_hash', 'lora_civitai_id', 'lora_name']};
    }
    if (lists.model !== null) {
      return {lead: leadModel, keys: lists.model, answers: ['model_hash', 'model_civitai_id', 'model_name']};
    }
    const {sampler, scheduler, model_family: family} = filters;
    const pair = sampler !== undefined && scheduler !== undefined;
    if (!pair && family !== undefined) {
      return {lead: leadFamily, keys: [family], answers: ['model_family']};
    }
    if (sampler === undefined && scheduler === undefined) {
      return {lead: leadPopular, keys: [null], answers: []};
    }
    let keys = [[sampler, scheduler]];
    if (!pair) {
      const [pairs] = await this.#batch(this.#statement(methods, sampler ?? null, scheduler ?? null));
      keys = pairs.map((each) => [each.sampler, each.scheduler]);
    }
    return {lead: leadMethod, keys, answers: ['sampler', 'scheduler']};
  }

  /** Which models and LoRAs the filters mean: lists of version ids, or null where there is no such filter. */
  async #versions(filters) {
    const asked = [];
    for (const kind of ['model', 'lora']) {
      const hash = filters[`${kind}_hash`];
      const id = filters[`${kind}_civitai_id`];
      const name = filters[`${kind}_name`];
      if (hash !== undefined) {
        asked.push([kind, this.#statement(versionsByHash, versionId(hash), kind)]);
      }
      if (id !== undefined) {
        asked.push([kind, this.#statement(versionsByCivitaiId, Number(id), kind)]);
      }
      if (name !== undefined) {
        const phrase = name.trim().replaceAll('"', '""');
        asked.push([kind, this.#statement(versionsByTitle, `${kind} : "${phrase}"`)]);
      }
    }
    const lists = {model: null, lora: null};
    if (asked.length > 0) {
      const answers = await this.#batch(...asked.map(([, statement]) => statement));
      asked.forEach(([kind], i) => {
        const ids = answers[i].map((each) => each.id);
        lists[kind] = lists[kind] === null ? ids : lists[kind].filter((each) => ids.includes(each));
      });
    }
    return lists;
  }
}

/** One statement of several leads. */
function leads(lead, count, filtered) {
  const order = 'ORDER BY 1 DESC, 2 DESC LIMIT';
  const terms = Array.from({length: count}, (_, i) => {
    const term = lead.replace('/*columns*/', columns).replaceAll("'$[0]", `'$[${i}]`);
    return filtered ? `SELECT * FROM (${term} ${order} ?5) WHERE ${filtersSql}` : term;
  });
  return `${terms.join(' UNION ALL ')} ${order} ?4`;
}

/** An entry as add_settings.sql and add_contributions.sql read it. */
function row(entry, titles) {
  const sorted = loras(entry);
  const used = sorted.map(([hash, strength, clip]) => [versionId(hash), strength ?? null, clip ?? null]);
  const ids = new Map((entry.loras ?? []).map((lora) => [lora.hash, lora.civitai_id]));
  const names = [
    [entry.model_civitai_id, titles.get(entry.model_hash)],
    ...(entry.model2_hash === undefined ? [] : [[entry.model2_civitai_id, titles.get(entry.model2_hash)]]),
    ...sorted.map(([hash]) => [ids.get(hash), titles.get(hash)]),
  ];
  return {
    id: randomId(),
    settings_hash: entry.settings_hash,
    model_family: entry.model_family,
    model_id: versionId(entry.model_hash),
    model2_id: entry.model2_hash === undefined ? null : versionId(entry.model2_hash),
    sampler: entry.sampler,
    scheduler: entry.scheduler,
    steps: entry.steps,
    cfg: entry.cfg,
    denoise: entry.denoise,
    shift: entry.shift ?? null,
    guidance: entry.guidance ?? null,
    loras: used.length === 0 ? null : JSON.stringify(used),
    names: JSON.stringify(names),
    day: entry.day,
    uses: entry.uses,
    token: entry.token,
  };
}

/** 52 random bits: exact in JSON, and no neighbour of the ids that came with it. */
function randomId() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high >>> 12) * 2 ** 32 + low;
}

/** A row as clients see it. */
export function result(row) {
  const names = JSON.parse(row.names);
  const [modelId, modelName] = names.shift();
  const [model2Id, model2Name] = row.model2_id === null ? [null, null] : names.shift();
  const used = JSON.parse(row.loras ?? '[]').map(([id, strength, clip], i) => ({
    hash: hashOf(id),
    name: names[i][1],
    civitai_id: names[i][0],
    strength,
    clip_strength: clip,
  }));
  const only = used.length === 1 ? used[0] : null;
  return {
    settings_hash: row.settings_hash,
    model_family: row.model_family,
    model_hash: hashOf(row.model_id),
    model_name: modelName,
    model_civitai_id: modelId,
    model2_hash: row.model2_id === null ? null : hashOf(row.model2_id),
    model2_name: model2Name,
    model2_civitai_id: model2Id,
    sampler: row.sampler,
    scheduler: row.scheduler,
    steps: row.steps,
    cfg: row.cfg,
    denoise: row.denoise,
    shift: row.shift,
    guidance: row.guidance,
    lora_hash: only?.hash ?? null,
    lora_name: only?.name ?? null,
    lora_civitai_id: only?.civitai_id ?? null,
    lora_strength: only?.strength ?? null,
    loras: used,
    total_uses: row.uses,
    unique_users: row.users,
    avg_reuse: Math.round((row.uses * 100) / row.users) / 100,
    last_seen: row.last_day,
  };
}

// The community server as a Worker: openapi.yaml over D1. Keeps no log and no address.

import {limitedText} from './civitai.js';
import * as contract from './contract.js';
import {Database, result} from './database.js';
import {hex} from './fingerprint.js';
import {Problem} from './problem.js';
import {submit} from './submit.js';

const MOST_BODY_BYTES = 262_144;
const FIRST_PAGE = {uses: Number.MAX_SAFE_INTEGER, id: 0, before: 0};

const ROUTES = {
  '/api/v1/settings/submit': {POST: postSubmission},
  '/api/v1/settings/search': {GET: (call) => getPage(call, contract.SEARCH, {needsFilter: true})},
  '/api/v1/settings/popular': {GET: (call) => getPage(call, contract.POPULAR, {needsFilter: false})},
  '/api/v1/contribution': {DELETE: deleteContributions},
};

export default {
  async fetch(request, env, context) {
    const database = new Database(env.DB, setting(env.MIN_CONTRIBUTORS, 1, 1000, 3));
    let response;
    try {
      response = await answer({request, env, context, database, url: new URL(request.url)});
    } catch (fault) {
      if (!(fault instanceof Problem)) {
        // Seen by an operator who looks at this moment (wrangler tail), kept nowhere. Says what failed, nothing of the request.
        console.error(`internal fault: ${fault}`);
      }
      const problem =
        fault instanceof Problem ? fault : new Problem('internal', 'The server failed. It is not the fault of the request.');
      response = problem.response();
    }
    if (env.REPORT_ROWS === '1') {
      // For measurements: what the request cost.
      response = new Response(response.body, response);
      response.headers.set('Rows-Read', String(database.rowsRead));
      response.headers.set('Rows-Written', String(database.rowsWritten));
    }
    return response;
  },
};

function setting(text, least, most, otherwise) {
  const value = /^[0-9]{1,9}$/.test(text ?? '') ? Number(text) : otherwise;
  return Math.min(Math.max(value, least), most);
}

async function answer(call) {
  const {request, env, url} = call;
  const {success} = await env.LIMITER.limit({key: network(request.headers.get('CF-Connecting-IP') ?? '')});
  if (!success) {
    throw new Problem('too-many-requests', 'At most 60 requests a minute from one address. Wait a minute.', {
      headers: {'Retry-After': '60'},
    });
  }
  const methods = ROUTES[url.pathname];
  if (methods === undefined) {
    throw new Problem('not-found', `There are: ${Object.keys(ROUTES).join(' ')}`);
  }
  const handler = methods[request.method];
  if (handler === undefined) {
    const allowed = Object.keys(methods).join(', ');
    throw new Problem('method-not-allowed', `Use ${allowed}.`, {headers: {Allow: allowed}});
  }
  return handler(call);
}

/** An IPv4 address, or the /64 that one IPv6 customer has. */
function network(address) {
  if (!address.includes(':')) {
    return address;
  }
  const [head, tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    groups.push(...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest);
  }
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

async function postSubmission({request, env, database}) {
  if (new URL(request.url).search !== '') {
    throw new Problem('invalid-request', 'This request takes no parameters.');
  }
  const entries = contract.submission(await json(request));
  return Response.json(await submit(entries, database, env.CIVITAI_URL), {headers: {'Cache-Control': 'no-store'}});
}

async function deleteContributions({request, database}) {
  const deleted = await database.remove(contract.withdrawal(await json(request)));
  return Response.json({deleted}, {headers: {'Cache-Control': 'no-store'}});
}

async function json(request) {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem('not-json', 'Send Content-Type: application/json.');
  }
  let text;
  try {
    text = await limitedText(request.body, MOST_BODY_BYTES);
  } catch {
    throw new Problem('malformed-json', 'The body is no UTF-8.');
  }
  if (text === null) {
    throw new Problem('too-large', `A body has at most ${MOST_BODY_BYTES} bytes. Send fewer entries at once.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', 'The body cannot be read as JSON.');
  }
}

async function getPage({request, env, context, database, url}, filters, rules) {
  const asked = contract.query(url.searchParams, filters, rules);
  const ttl = setting(env.CACHE_TTL, 0, 86_400, 3600);
  // The same question in another order of parameters is the same question.
  const key = new URL(url.pathname, url.origin);
  Object.keys(asked)
    .sort()
    .forEach((name) => key.searchParams.set(name, asked[name]));
  const kept = ttl > 0 ? await caches.default.match(key) : undefined;
  const response = kept ?? (await freshPage(asked, ttl, database));
  if (kept === undefined && ttl > 0) {
    context.waitUntil(caches.default.put(key, response.clone()));
  }
  return matches(request.headers.get('If-None-Match'), response.headers.get('ETag'))
    ? new Response(null, {status: 304, headers: {'Cache-Control': response.headers.get('Cache-Control'), ETag: response.headers.get('ETag')}})
    : new Response(response.body, response);
}

/** Weak comparison, as RFC 9110 has it for If-None-Match: proxies that compress make an ETag weak. */
function matches(header, etag) {
  return (header ?? '').split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')));
}

async function freshPage({limit: limitText, cursor: cursorText, ...filters}, ttl, database) {
  const limit = Number(limitText ?? 10);
  const cursor = cursorText === undefined ? FIRST_PAGE : readCursor(cursorText);
  const rows = await database.find(filters, limit, cursor);
  const results = rows.slice(0, limit);
  const last = rows.length > limit ? results.at(-1) : null;
  const total = cursor.before + results.length;
  const body = JSON.stringify({
    results: results.map(result),
    total,
    total_relation: last === null ? 'eq' : 'gte',
    next: last === null ? null : `${last.uses}.${last.id}.${total}`,
    cache_ttl: ttl,
  });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  return new Response(body, {
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': ttl > 0 ? `public, max-age=${ttl}` : 'no-cache',
      ETag: `"${hex(digest).slice(0, 32)}"`,
    },
  });
}

/** Where the page before ended, and how many came until then. */
function readCursor(text) {
  const [uses, id, before] = text.split('.').map(Number);
  return {uses, id, before};
}

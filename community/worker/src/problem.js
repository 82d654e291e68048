// Answers that say what is wrong with a request (RFC 9457). They never repeat what was sent.

const KINDS = {
  'malformed-json': [400, 'The body is not JSON'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'Not with this method'],
  'too-large': [413, 'The body is too large'],
  'not-json': [415, 'The body must be application/json'],
  'invalid-request': [422, 'The request breaks the contract'],
  'settings-hash-mismatch': [422, 'A settings_hash is not that of its settings'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Internal fault'],
};

/** Ends a request with a problem. */
export class Problem extends Error {
  constructor(kind, detail, {errors = [], headers = {}} = {}) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
  }

  response() {
    const [status, title] = KINDS[this.kind];
    const body = {type: `urn:gentrack:problem:${this.kind}`, title, status, detail: this.message};
    if (this.errors.length > 0) {
      body.errors = this.errors.slice(0, 10);
    }
    return new Response(JSON.stringify(body), {
      status,
      headers: {'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...this.headers},
    });
  }
}

// Serves frontend/dist and canned answers on loopback, under the server's own security headers.
// For the browser tests, and by hand: node fixture_server.mjs [scenario] [port]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer } from './fixtures.mjs';
import { post_answer } from './fixtures_operations.mjs';

const kDist = fileURLToPath(new URL('../../frontend/dist/', import.meta.url));
const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const kSecurity = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:",
  'x-content-type-options': 'nosniff',
};

/**
 * Resolves to { url, scenario, requests, posts, streams, release(), tell(), close() }. `scenario`
 * may be changed while it runs; `requests` counts the API calls, `posts` are the paths of the
 * POSTs; in the scenario slow all of them wait for release(). `streams` holds the open streams of
 * events, to which tell() says one; without `streaming` they are refused.
 */
export async function start_fixture_server(scenario = 'normal', port = 0) {
  const held = [];
  const streams = new Set();
  const fixture = {
    scenario,
    requests: 0,
    posts: [],
    streaming: true,
    streams,
    tell: (name) => streams.forEach((stream) => stream.write(`event: ${name}\ndata: {}\n\n`)),
    release: () => held.splice(0).forEach((go_on) => go_on()),
  };
  const server = createServer((request, response) => {
    handle(request, response, fixture, held).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  fixture.url = `http://127.0.0.1:${server.address().port}`;
  fixture.close = () => {
    fixture.release();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return fixture;
}

async function handle(request, response, fixture, held) {
  const url = new URL(request.url, 'http://localhost');
  const is_page = url.pathname === '/' || extname(url.pathname) in kTypes;
  if (is_page) return send_file(response, url.pathname === '/' ? '/turbomode.html' : url.pathname);
  if (url.pathname === '/turbomode/events') return send_stream(response, fixture);
  fixture.requests += 1;
  if (fixture.scenario === 'slow') await new Promise((resolve) => held.push(resolve));
  if (request.method === 'POST') {
    fixture.posts.push(url.pathname);
    return send_json(
      response,
      ...post_answer(fixture.scenario, url.pathname, request.headers.authorization),
    );
  }
  return send_answer(response, url, fixture.scenario);
}

function send_stream(response, { scenario, streaming, streams }) {
  if (!streaming || scenario === 'server_error') {
    return send_problem(response, 503, 'no more streams are to be had');
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    ...kSecurity,
  });
  response.flushHeaders();
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function send_answer(response, url, scenario) {
  if (scenario === 'server_error') {
    return send_problem(response, 503, 'turbomode.db is locked by another program');
  }
  const body = answer(scenario, url.pathname, url.searchParams);
  if (body === null) return send_problem(response, 404, `${url.pathname} is not known`);
  send_json(response, 200, body);
}

function send_problem(response, status, detail) {
  send_json(response, status, { type: 'about:blank', title: 'Not available', status, detail });
}

function send_json(response, status, body) {
  const type = status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...kSecurity });
  response.end(JSON.stringify(body));
}

async function send_file(response, path) {
  const file = normalize(join(kDist, path));
  const data = file.startsWith(kDist) ? await readFile(file).catch(() => null) : null;
  if (data === null) return send_problem(response, 404, `${path} is not known`);
  response.writeHead(200, {
    'content-type': kTypes[extname(file)] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    ...kSecurity,
  });
  response.end(data);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [scenario, port] = process.argv.slice(2);
  const fixture = await start_fixture_server(scenario, Number(port ?? 0));
  console.log(`${fixture.scenario}: ${fixture.url}/turbomode.html`);
}

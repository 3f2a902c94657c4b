import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join, normalize } from 'node:path';
import { parseArgs } from 'node:util';

// The program behind startGitServer: a process of its own, so that a test may wait for Git without stopping the server.
const { values } = parseArgs({
  options: { folder: { type: 'string' }, certificate: { type: 'string' }, key: { type: 'string' }, address: { type: 'string' } },
});
const { folder = '', certificate = '', key = '', address = '127.0.0.1' } = values;

createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  console.log(`${request.method} https://${host}${request.url}`);
  bridge(host, request, response);
}).listen(443, address);

function bridge(host: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://any');
  const match = /^(\/.+?)(\/info\/refs|\/git-upload-pack|\/git-receive-pack|\/HEAD|\/objects\/.+)$/.exec(normalize(url.pathname));
  // With or without .git at the end, as on the big Git hosts.
  const repository = match?.[1] === undefined ? undefined : join(folder, host, `${match[1].replace(/\.git$/, '')}.git`);
  if (match?.[2] === undefined || repository === undefined || !existsSync(repository)) refuse(response, 404, 'no such repository');
  else if (match[2] === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack') refuse(response, 403, 'read-only');
  else runBackend(repository, { path: match[2], query: url.search.slice(1) }, request, response);
}

/** Speaks CGI with git's own server for one request. */
function runBackend(repository: string, asked: { path: string; query: string }, request: IncomingMessage, response: ServerResponse): void {
  const backend = spawn('git', ['-c', 'uploadpack.allowAnySHA1InWant=true', '-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: repository,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: asked.path,
      QUERY_STRING: asked.query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: header(request, 'git-protocol'),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  backend.stdin.on('error', () => {});
  request.pipe(backend.stdin);
  response.on('close', () => backend.kill());

  let head = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const headers = head.subarray(0, end).toString().split('\r\n');
    const fields = headers.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
    const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
  });
  backend.on('close', () => response.end());
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

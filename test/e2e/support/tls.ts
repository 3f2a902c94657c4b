import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { type ConnectionOptions, connect } from 'node:tls';

/** What a handshake agreed on, or why it failed. */
export interface Handshake {
  readonly protocol?: string;
  readonly cipher?: string;
  readonly error?: string;
}

/** Tries a TLS handshake with a hostname of the sandbox. */
export function handshake(host: string, options: ConnectionOptions): Promise<Handshake> {
  return new Promise((done) => {
    const socket = connect({ host, port: 443, servername: host, rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => {
      done({ protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName });
      socket.destroy();
    });
    socket.once('error', (error) => done({ error: error.message }));
  });
}

/** Asks for a page over HTTPS; returns its status and headers. */
export function ask(url: string, caFile: string): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>> }> {
  return new Promise((done, fail) => {
    const asked = request(url, { ca: readFileSync(caFile), rejectUnauthorized: false }, (response) => {
      response.resume();
      done({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.once('error', fail).end();
  });
}

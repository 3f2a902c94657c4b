import { request } from 'node:http';
import { request as secureRequest } from 'node:https';

/** A request as it goes over the wire: the path is sent as it is written, with its dots and its encodings. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  /** Where it sends the browser; empty where it does not. */
  readonly location: string;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** Asks a server of the sandbox, and follows nothing. */
export function ask(server: { readonly host?: string; readonly port: number; readonly ca?: string }, wanted: Ask): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body = '' } = wanted;
  const { host = '127.0.0.1', port, ca } = server;
  const send = ca === undefined ? request : secureRequest;
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((done, fail) => {
    const asked = send({ host, port, path, method, headers: { ...length, ...headers }, ...(ca === undefined ? {} : { ca }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const { location = '', 'set-cookie': cookies = [] } = response.headers;
      response.once('error', fail).once('end', () => done({ status: response.statusCode ?? 0, location, cookies, body: text }));
    });
    asked.once('error', fail).end(body);
  });
}

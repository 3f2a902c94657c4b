import { type Answer, ask } from './ask.ts';

/** A page behind the login proxy: the port of its process, and the name under which browsers know it. */
export interface Page {
  readonly port: number;
  readonly url: string;
}

/** The cookies of an answer as a browser sends them back. */
export function cookieHeader(cookies: readonly string[]): string {
  return cookies
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !/^[^=]+=$/.test(cookie))
    .join('; ');
}

/** The issuer sends the browser back at once, since the person is logged in there. Returns where to. */
export async function follow(url: string, ca: string): Promise<string> {
  const { hostname, port, pathname, search } = new URL(url);
  return (await ask({ host: hostname, port: Number(port || 443), ca }, { path: pathname + search })).location;
}

/** Goes through the whole login of a page, as whoever is logged in at the issuer whose certificate `ca` signed; returns the last answer. */
export async function throughLogin({ port, url }: Page, ca: string, path = '/'): Promise<Answer> {
  const first = await ask({ port }, { path });
  if (first.status !== 302) throw new Error(`${url}${path} asks for no login: ${first.status} ${first.body}`);
  const back = new URL(await follow(first.location, ca));
  if (back.origin + back.pathname !== `${url}/oauth2/callback`) throw new Error(`the issuer sends the browser to ${back.href}, not to ${url}`);
  return ask({ port }, { path: back.pathname + back.search, headers: { cookie: cookieHeader(first.cookies) } });
}

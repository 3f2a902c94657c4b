/** The configuration of the nginx in the image of the user interface: its own is made by a script that writes into the image. */
export const uiPort = 9090;

/** What the pages ask of the API: app/services of opencost-ui 1.121. All is read; addresses that change something, by GET too, are left out. */
const asked = ['allocation', 'assets', 'cloudCost(?!/(rebuild|repair))', 'customCost'];

/** Nothing is loaded from elsewhere: the browser refuses it. */
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

interface Block {
  readonly [directive: string]: string | readonly string[] | Block;
}

export function uiConfig(apiPort: number): string {
  return `${directives({
    worker_processes: '1',
    error_log: '/dev/stderr warn',
    pid: '/tmp/nginx.pid',
    events: { worker_connections: '256' },
    http: {
      include: '/etc/nginx/mime.types',
      default_type: 'application/octet-stream',
      access_log: 'off',
      server_tokens: 'off',
      ...Object.fromEntries(['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((kind) => [`${kind}_temp_path`, `/tmp/${kind}`])),
      server: {
        listen: [`${uiPort}`, `[::]:${uiPort}`],
        root: '/var/www',
        add_header: [`Content-Security-Policy "${contentSecurityPolicy}"`, 'X-Content-Type-Options nosniff'],
        // Where the image left the address of the API open, its script would fill it in.
        sub_filter: '{PLACEHOLDER_BASE_URL} /model',
        sub_filter_once: 'off',
        sub_filter_types: 'application/javascript text/javascript',
        'location = /healthz': { return: '200 ok' },
        'location /': { try_files: '$uri $uri/ /index.html' },
        [`location ~ ^/model/((${asked.join('|')})(/.*)?)$`]: {
          'limit_except GET': { deny: 'all' },
          proxy_pass: `http://127.0.0.1:${apiPort}/$1$is_args$args`,
          proxy_read_timeout: '300s',
        },
        'location /model/': { return: '404' },
      },
    },
  })}\n`;
}

/** nginx' language: a directive with its words, or a block of them. A list is the same directive again. */
function directives(block: Block, indent = ''): string {
  return Object.entries(block)
    .flatMap(([name, value]) => {
      if (typeof value === 'string') return [`${indent}${name} ${quotedBraces(value)};`];
      if (isList(value)) return value.map((one) => `${indent}${name} ${one};`);
      return [`${indent}${name} {`, directives(value, `${indent}  `), `${indent}}`];
    })
    .join('\n');
}

function isList(value: readonly string[] | Block): value is readonly string[] {
  return Array.isArray(value);
}

/** A brace begins a block, unless it stands in quotes. */
function quotedBraces(value: string): string {
  return value
    .split(' ')
    .map((word) => (/[{}]/.test(word) ? `"${word}"` : word))
    .join(' ');
}

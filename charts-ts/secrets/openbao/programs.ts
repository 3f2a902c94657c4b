import { openbaoName, podHost, ports } from './names.ts';
import { ordinals, paths } from './server-config.ts';

/** Names of the files in the ConfigMap. */
export const files = { server: 'openbao.json', initialize: 'initialize.json', firstStart: 'first-start.sh', serve: 'serve.sh' } as const;

/**
 * Run before the first pod of several: may it make the cluster? OpenBao itself makes one whenever its disk is empty, also
 * when the disk was lost and the others still have everything. So only pod 0 may, and only when every other one says that
 * it has none. `bao operator init -status` cannot tell an empty pod from one that does not answer, so the words are read.
 */
export function firstStart(replicas: number, namespace: string): string {
  const others = ordinals(replicas).slice(1);
  return lines([
    '#!/bin/sh',
    'set -eu',
    `[ "$POD_NAME" = ${openbaoName}-0 ] || exit 0`,
    'while :; do',
    '  empty=0',
    `  for other in ${others.map((ordinal) => podHost(ordinal, namespace)).join(' ')}; do`,
    `    said=$(bao status -format=json -address="https://$other:${ports.api}" 2>/dev/null) || true`,
    '    case "$said" in',
    '    *\'"initialized": true\'*)',
    '      echo "$other has a cluster: joining it"',
    '      exit 0',
    '      ;;',
    '    *\'"initialized": false\'*) empty=$((empty + 1)) ;;',
    '    *) echo "$other does not answer yet" ;;',
    '    esac',
    '  done',
    `  if [ "$empty" -eq ${others.length} ]; then`,
    '    echo "nobody has a cluster: making one"',
    `    cp ${paths.config}/${files.initialize} ${paths.firstStart}/`,
    '    exit 0',
    '  fi',
    '  sleep 3',
    'done',
  ]);
}

/** The server, told of each renewed certificate: it reads one again only when it gets SIGHUP. */
export function serve(): string {
  return lines([
    '#!/bin/sh',
    'set -u',
    '# What a person calls `bao` with would be taken for the address and the CA of a transit seal.',
    'env -u BAO_ADDR -u BAO_CACERT bao server "$@" &',
    'server=$!',
    'trap \'kill -TERM "$server"\' TERM INT',
    '(',
    `  certificate=$(cat ${paths.tls}/tls.crt)`,
    '  while sleep 30; do',
    `    renewed=$(cat ${paths.tls}/tls.crt)`,
    '    if [ "$renewed" != "$certificate" ]; then',
    '      certificate=$renewed',
    '      kill -HUP "$server"',
    '    fi',
    '  done',
    ') &',
    '# A signal ends `wait` before the server has ended.',
    'while kill -0 "$server" 2>/dev/null; do',
    '  wait "$server"',
    '  code=$?',
    'done',
    'exit "$code"',
  ]);
}

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}

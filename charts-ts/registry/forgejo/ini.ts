import type { ClusterContext } from '../../kit/component.ts';
import { database, folders, hostname, namespace, ports, secrets, sshHostname } from './names.ts';
import type { ForgejoConfig } from './settings.ts';

type Section = Readonly<Record<string, string | number | boolean>>;
/** By section; keys: https://forgejo.org/docs/v15.0/admin/config-cheat-sheet/ */
export type Ini = Readonly<Record<string, Section>>;

export interface Settings {
  readonly cluster: ClusterContext;
  readonly config: ForgejoConfig;
  /** Whether people log in at the identity provider. */
  readonly login: boolean;
}

/** The whole configuration. Each secret is a file, so that this one is read only: Forgejo writes what it misses. */
export function appIni({ cluster, config, login }: Settings): Ini {
  const host = hostname(cluster);
  return {
    '': { APP_NAME: 'Git', RUN_MODE: 'prod', WORK_PATH: folders.work },
    server: {
      PROTOCOL: 'http',
      HTTP_ADDR: '0.0.0.0',
      HTTP_PORT: ports.http,
      DOMAIN: host,
      ROOT_URL: `https://${host}/`,
      APP_DATA_PATH: `${folders.work}/data`,
      OFFLINE_MODE: true,
      LFS_START_SERVER: true,
      LFS_JWT_SECRET_URI: secretFile(secrets.lfsSecret),
      ...ssh(sshHostname(cluster), config.ssh),
    },
    database: {
      DB_TYPE: 'postgres',
      HOST: `${database}-rw.${namespace}.svc:5432`,
      NAME: config.database.database,
      USER: config.database.owner,
      PASSWD_URI: `file:${folders.databasePassword}/password`,
      SSL_MODE: 'verify-full',
    },
    repository: { ROOT: `${folders.work}/git/repositories`, DEFAULT_PRIVATE: 'private', DEFAULT_BRANCH: 'main' },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY_URI: secretFile(secrets.secretKey),
      INTERNAL_TOKEN_URI: secretFile(secrets.internalToken),
      MIN_PASSWORD_LENGTH: 16,
      DISABLE_GIT_HOOKS: true,
      DISABLE_QUERY_AUTH_TOKEN: true,
      // The Gateway's pods say who asks.
      REVERSE_PROXY_LIMIT: 1,
      REVERSE_PROXY_TRUSTED_PROXIES: cluster.network.pods.join(','),
    },
    service: {
      // Accounts are made when somebody logs in for the first time, and see only what they are let into.
      DISABLE_REGISTRATION: !login,
      ALLOW_ONLY_EXTERNAL_REGISTRATION: true,
      SHOW_REGISTRATION_BUTTON: false,
      ENABLE_INTERNAL_SIGNIN: !login,
      REQUIRE_SIGNIN_VIEW: !config.anonymous,
      DEFAULT_USER_IS_RESTRICTED: true,
      DEFAULT_ALLOW_CREATE_ORGANIZATION: false,
      DEFAULT_KEEP_EMAIL_PRIVATE: true,
      ENABLE_NOTIFY_MAIL: config.mail !== undefined,
    },
    openid: { ENABLE_OPENID_SIGNIN: false, ENABLE_OPENID_SIGNUP: false },
    // Nobody gets the account of another by having its name.
    oauth2_client: { ENABLE_AUTO_REGISTRATION: login, USERNAME: 'nickname', ACCOUNT_LINKING: 'disabled', UPDATE_AVATAR: false },
    oauth2: { JWT_SIGNING_ALGORITHM: 'HS256', JWT_SECRET_URI: secretFile(secrets.jwtSecret) },
    session: { PROVIDER: 'db', COOKIE_SECURE: true, SAME_SITE: 'lax' },
    cache: { ADAPTER: 'memory' },
    indexer: { ISSUE_INDEXER_TYPE: 'db', REPO_INDEXER_ENABLED: false },
    actions: { ENABLED: config.actions },
    packages: { ENABLED: config.packages },
    federation: { ENABLED: false },
    picture: { DISABLE_GRAVATAR: true, ENABLE_FEDERATED_AVATAR: false },
    'cron.update_checker': { ENABLED: false },
    other: { SHOW_FOOTER_VERSION: false, SHOW_FOOTER_POWERED_BY: false },
    metrics: { ENABLED: true },
    log: { MODE: 'console', LEVEL: 'Info' },
    mailer: mailer(config.mail),
  };
}

function ssh(host: string, on: boolean): Section {
  return on
    ? { DISABLE_SSH: false, START_SSH_SERVER: true, SSH_DOMAIN: host, SSH_PORT: 22, SSH_LISTEN_PORT: ports.ssh, BUILTIN_SSH_SERVER_USER: 'git' }
    : { DISABLE_SSH: true };
}

function mailer(mail: ForgejoConfig['mail']): Section {
  if (mail === undefined) return { ENABLED: false };
  return {
    ENABLED: true,
    PROTOCOL: mail.port === 465 ? 'smtps' : 'smtp+starttls',
    SMTP_ADDR: mail.host,
    SMTP_PORT: mail.port,
    FROM: mail.from,
    ...(mail.user === undefined ? {} : { USER: mail.user }),
    ...(mail.password === undefined ? {} : { PASSWD_URI: `file:${folders.mail}/${mail.password.key}` }),
  };
}

function secretFile({ key }: { readonly key: string }): string {
  return `file:${folders.secrets}/${key}`;
}

/** Values between backticks: then neither "#" nor ";" in them starts a comment. https://github.com/go-ini/ini */
export function iniText(ini: Ini): string {
  return Object.entries(ini)
    .map(([section, keys]) => [...(section === '' ? [] : [`[${section}]`]), ...Object.entries(keys).map(line), ''].join('\n'))
    .join('\n');
}

function line([key, value]: readonly [string, string | number | boolean]): string {
  return `${key} = ${typeof value === 'string' && /[#;"'`\\]/.test(value) ? `\`${value}\`` : value}`;
}

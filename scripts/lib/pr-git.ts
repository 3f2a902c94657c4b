import { Refusal } from './command.ts';
import { hidden, isGitea } from './pr-forge.ts';
import { type Place, withoutTokens } from './pr-settings.ts';
import { runQuietly } from './run-quietly.ts';

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git in a folder, and returns what it prints. Refuses with git's own last words, without the token. */
export async function git(root: string, args: readonly string[], { input = '', env = {} }: GitOptions = {}, token = ''): Promise<string> {
  const { code, stdout, stderr } = await runQuietly('git', ['-C', root, ...args], {
    cwd: root,
    env: { ...withoutTokens(), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...env },
    input,
  });
  if (code === 0) return stdout.toString().trim();
  const said =
    stderr
      .trim()
      .split('\n')
      .findLast((line) => /^(fatal|error|remote| !)/.test(line)) ??
    stderr.trim().split('\n').at(-1) ??
    '';
  throw new Refusal(`git ${args[0]}: ${hidden(said.replace(/^(fatal|error): /, '').trim(), token)}`);
}

/**
 * What lets git in at the forge: in its environment, where neither a log nor the list of processes shows it. Only for the forge's own server.
 * A token is a password; GitHub wants this name with it, Gitea and Forgejo any.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
export function letIn({ apiUrl, token }: Place): Readonly<Record<string, string>> {
  if (token === '') return {};
  const base =
    isGitea(apiUrl) || apiUrl.hostname !== 'api.github.com' ? `${apiUrl.origin}${apiUrl.pathname.replace(/\/api\/v[13]\/?$/, '')}/` : 'https://github.com/';
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${base}.extraHeader`, GIT_CONFIG_VALUE_0: header };
}

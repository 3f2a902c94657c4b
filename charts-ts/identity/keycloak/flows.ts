import type { Execution, Flow, FlowConfig } from './types.ts';

/** The flow that people of the realm log in with in a browser. */
export const browserFlow = 'platform browser';
const keyFlow = 'platform key';

type Requirement = Execution['requirement'];
interface Step {
  readonly requirement: Requirement;
  readonly authenticator?: string;
  readonly config?: string;
  readonly flow?: string;
}

function flow(alias: string, description: string, topLevel: boolean, steps: readonly Step[]): Flow {
  return {
    alias,
    description,
    providerId: 'basic-flow',
    topLevel,
    builtIn: false,
    authenticationExecutions: steps.map(({ requirement, authenticator, config, flow: flowAlias }, index) => ({
      ...(authenticator === undefined ? {} : { authenticator }),
      ...(config === undefined ? {} : { authenticatorConfig: config }),
      authenticatorFlow: flowAlias !== undefined,
      ...(flowAlias === undefined ? {} : { flowAlias }),
      requirement,
      priority: (index + 1) * 10,
      userSetupAllowed: false,
    })),
  };
}

/**
 * A password and a second factor, for everybody, always: in the built-in flow only those who set one up are asked for it.
 * Who has none yet must make one at the first login. One level of assurance, which the session remembers.
 */
export const flows: readonly Flow[] = [
  flow(browserFlow, 'A session that is there, another identity provider, or a password and a second factor', true, [
    { requirement: 'ALTERNATIVE', authenticator: 'auth-cookie' },
    { requirement: 'ALTERNATIVE', authenticator: 'identity-provider-redirector' },
    { requirement: 'ALTERNATIVE', flow: 'platform forms' },
  ]),
  flow('platform forms', 'What a person fills in', false, [{ requirement: 'CONDITIONAL', flow: 'platform two factors' }]),
  flow('platform two factors', 'A password, and a second factor', false, [
    { requirement: 'REQUIRED', authenticator: 'conditional-level-of-authentication', config: 'platform level' },
    { requirement: 'REQUIRED', authenticator: 'auth-username-password-form' },
    { requirement: 'REQUIRED', flow: 'platform second factor' },
  ]),
  // Alternatives of which somebody has none would refuse the login instead of asking to make one.
  flow('platform second factor', 'A key for who has one; else a code of an app, which the first login sets up', false, [
    { requirement: 'CONDITIONAL', flow: keyFlow },
    { requirement: 'CONDITIONAL', flow: 'platform code' },
  ]),
  flow(keyFlow, 'A security key or passkey', false, [
    { requirement: 'REQUIRED', authenticator: 'conditional-user-configured' },
    { requirement: 'REQUIRED', authenticator: 'webauthn-authenticator' },
  ]),
  flow('platform code', 'A code of an app', false, [
    { requirement: 'REQUIRED', authenticator: 'conditional-sub-flow-executed', config: 'platform no key' },
    { requirement: 'REQUIRED', authenticator: 'auth-otp-form' },
  ]),
];

/** How long the level holds is how long the session may last. */
export function flowConfigs(sessionSeconds: number): FlowConfig[] {
  return [
    { alias: 'platform level', config: { 'loa-condition-level': '1', 'loa-max-age': String(sessionSeconds) } },
    { alias: 'platform no key', config: { flow_to_check: keyFlow, check_result: 'not-executed' } },
  ];
}

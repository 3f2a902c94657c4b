import type { Execution, Flow, FlowConfig } from './types.ts';

/** The flow that people of the realm log in with in a browser. */
export const browserFlow = 'platform browser';
/** What somebody goes through who comes from another identity provider for the first time. */
export const firstBrokerLoginFlow = 'platform first broker login';

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
const browserFlows: readonly Flow[] = [
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
  ...secondFactor('platform'),
];

/**
 * An account by what the provider says, of which a person chooses nothing: in the built-in flow people may type in another user name. Where
 * that name or mail address is taken, they prove with the password and the second factor of that account that it is theirs.
 */
const brokerFlows: readonly Flow[] = [
  flow(firstBrokerLoginFlow, 'A new account as the provider tells it, or the one that is there, after proof', true, [
    { requirement: 'ALTERNATIVE', authenticator: 'idp-create-user-if-unique' },
    { requirement: 'ALTERNATIVE', flow: 'platform link' },
  ]),
  flow('platform link', 'Proof that the account that is there is theirs', false, [
    { requirement: 'REQUIRED', authenticator: 'idp-confirm-link' },
    { requirement: 'REQUIRED', authenticator: 'idp-username-password-form' },
    { requirement: 'REQUIRED', flow: 'platform link second factor' },
  ]),
  ...secondFactor('platform link'),
];

/** A flow belongs to one other, so each that asks for a second factor has its own. */
function secondFactor(of: string): Flow[] {
  return [
    // Alternatives of which somebody has none would refuse the login instead of asking to make one.
    flow(`${of} second factor`, 'A key for who has one; else a code of an app, which the first login sets up', false, [
      { requirement: 'CONDITIONAL', flow: `${of} key` },
      { requirement: 'CONDITIONAL', flow: `${of} code` },
    ]),
    flow(`${of} key`, 'A security key or passkey', false, [
      { requirement: 'REQUIRED', authenticator: 'conditional-user-configured' },
      { requirement: 'REQUIRED', authenticator: 'webauthn-authenticator' },
    ]),
    flow(`${of} code`, 'A code of an app', false, [
      { requirement: 'REQUIRED', authenticator: 'conditional-sub-flow-executed', config: `${of} no key` },
      { requirement: 'REQUIRED', authenticator: 'auth-otp-form' },
    ]),
  ];
}

export const flows: readonly Flow[] = [...browserFlows, ...brokerFlows];

/** How long the level holds is how long the session may last. */
export function flowConfigs(sessionSeconds: number): FlowConfig[] {
  return [
    { alias: 'platform level', config: { 'loa-condition-level': '1', 'loa-max-age': String(sessionSeconds) } },
    ...['platform', 'platform link'].map((of) => ({
      alias: `${of} no key`,
      config: { flow_to_check: `${of} key`, check_result: 'not-executed' },
    })),
  ];
}

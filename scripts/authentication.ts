import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { authenticationConfiguration, type Provider, tokenCommand } from '../charts-ts/identity/access/authentication.ts';
import { identityProvider, issuer } from '../charts-ts/kit/capability.ts';
import { yamlText } from '../charts-ts/kit/yaml.ts';
import { order, type Plan } from '../charts-ts/order.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';

const help = `Tells how a cluster's API server knows people by their login: the file for its flag --authentication-config, with how to install it.

  npm run --silent authentication -- odc-noord/prod-1 > authentication.yaml
  npm run --silent authentication -- odc-noord/prod-1 --kubectl     what a person types once, so that kubectl logs in

  --ca FILE      the CA that signed the identity provider's certificate, PEM; default: the site's own (trust.certificates)
  --public-ca    a public CA signed it: the API server and kubectl trust those of their own machine
  --json         both as JSON on stdout
  --root FOLDER  the repository; default: this folder

Nothing in it is secret.
`;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    kubectl: { type: 'boolean' },
    ca: { type: 'string' },
    'public-ca': { type: 'boolean' },
    json: { type: 'boolean' },
    root: { type: 'string' },
  });
  if (values.ca !== undefined && values['public-ca'])
    throw new Refusal('--ca names a CA and --public-ca says that there is none of your own; write one of them');
  const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), positionals);
  const plan = order(catalogue, cluster);
  if (!plan.ok) throw refuseProblems(plan.problems);
  const provider = plan.value.fact(identityProvider);
  if (provider === undefined)
    throw new Refusal(
      `${cluster.id} has no identity provider; set components.keycloak.enabled: true, or tell under provides.${identityProvider.id} what the site has`,
    );
  const certificates = values['public-ca'] ? undefined : values.ca === undefined ? ownCertificates(cluster, plan.value, provider) : readCertificates(values.ca);
  const configuration = authenticationConfiguration(provider, certificates);
  const commands = kubectlCommands(cluster, provider, certificates);
  if (values.json) process.stdout.write(`${JSON.stringify({ configuration, kubectl: commands }, null, 2)}\n`);
  else process.stdout.write(values.kubectl ? `${commands.join('\n')}\n` : `${installation(cluster)}${yamlText(configuration)}`);
});

/** The site's own, unless the certificate comes from a root that only the cluster knows: no file of the repository has that one. */
function ownCertificates({ id, config }: PolderCluster, plan: Plan, provider: Provider): string | undefined {
  const root = plan.fact(issuer)?.root;
  if (root !== undefined && new URL(provider.issuer).hostname.endsWith(`.${config.ingress.domain}`))
    throw new Refusal(
      `${id} makes the CA of ${new URL(provider.issuer).hostname} by itself; get its certificate, and name it with --ca:`,
      `kubectl -n ${root.namespace} get secret ${root.secretName} -o go-template='{{index .data "tls.crt" | base64decode}}' > ca.crt`,
    );
  return config.trust.certificates;
}

function readCertificates(file: string): string {
  if (!existsSync(file)) throw new Refusal(`there is no file ${file}; --ca names a file with certificates, PEM`);
  const text = readFileSync(file, 'utf8');
  if (text.includes('PRIVATE KEY')) throw new Refusal(`${file} holds a private key; name a file with the certificate alone`);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate)) throw new Refusal(`${file} is no list of PEM certificates`);
  return blocks.map((block) => `${block}\n`).join('');
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).ca;
  } catch {
    return false;
  }
}

/** How it is installed, as comments above the file. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration */
function installation({ id }: PolderCluster): string {
  const lines = [
    `People of ${id}: made by npm run authentication. Kubernetes 1.34 or later; not beside the flags --oidc-*.`,
    'On each node of the control plane, one after the other; a changed file is read again without a restart.',
    'kubeadm: put it at /etc/kubernetes/authentication.yaml; in the ClusterConfiguration, then kubeadm upgrade node:',
    '  apiServer:',
    '    extraArgs: [{ name: authentication-config, value: /etc/kubernetes/authentication.yaml }]',
    '    extraVolumes: [{ name: authentication, hostPath: /etc/kubernetes/authentication.yaml, mountPath: /etc/kubernetes/authentication.yaml, readOnly: true, pathType: File }]',
    'RKE2: put it at /etc/rancher/rke2/authentication.yaml; in config.yaml, then restart rke2-server:',
    '  kube-apiserver-arg: ["authentication-config=/etc/rancher/rke2/authentication.yaml"]',
    '  kube-apiserver-extra-mount: ["/etc/rancher/rke2/authentication.yaml:/etc/rancher/rke2/authentication.yaml:ro"]',
    'Talos 1.14 or later: as `configuration` of a document of kind KubeAuthenticationConfig in the machine configuration.',
    'OpenShift 4.20 or later: not this file; the same values in `oc edit authentication.config cluster` (spec.type OIDC). It replaces',
    "  OpenShift's own login: keep the installer's kubeconfig.",
    'Anonymous requests: not mentioned, so as the distribution has them; no role of the platform gives them anything.',
    'The way in when the identity provider is down: a client certificate of the cluster, kept offline (docs/access.md).',
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

/** For the shell of a person whose kubeconfig knows the cluster already. */
function kubectlCommands({ site, name }: PolderCluster, provider: Provider, certificates: string | undefined): string[] {
  const user = `${site}-${name}-login`;
  const args = tokenCommand(provider, certificates).map((arg) => ` --exec-arg=${arg}`);
  return [
    `kubectl config set-credentials ${user} --exec-api-version=client.authentication.k8s.io/v1 --exec-interactive-mode=IfAvailable --exec-command=kubectl${args.join('')}`,
    `kubectl config set-context --current --user=${user}`,
    'kubectl auth whoami',
  ];
}

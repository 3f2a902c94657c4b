import { expect, it } from 'vitest';
import { withCertificates } from '../../../test/support/certificates.ts';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { render } from '../../render.ts';
import { gatewayApiDefinitions } from './index.ts';

function files(): ReadonlyMap<string, string> {
  const rendered = render(catalogue as readonly AnyComponent[], exampleCluster(withCertificates()));
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  return rendered.value.files;
}

it('has no objects of its own', () => {
  expect(renderComponent(gatewayApiDefinitions, withCertificates()).objects).toEqual([]);
});

it('gets an Application for its definitions, and none for a folder that is not there', () => {
  const applications = [...files().keys()].filter((path) => path.includes('/applications/application.argocd.gateway-api'));

  expect(applications).toEqual(['platform/site/example/applications/application.argocd.gateway-api-crds.yaml']);
});

it('needs no namespace', () => {
  expect([...files().keys()].filter((path) => /\/namespace\.gateway-api/.test(path))).toEqual([]);
});

it('takes the standard channel, at a commit', () => {
  expect(gatewayApiDefinitions.crds).toHaveLength(1);
  expect(gatewayApiDefinitions.crds[0]).toMatchObject({ path: 'config/crd/standard', commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
});

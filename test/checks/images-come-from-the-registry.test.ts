import { describe, expect, it } from 'vitest';
import { imagesComeFromTheRegistry } from '../../charts-ts/checks/images-come-from-the-registry.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject } from '../support/fakes.ts';

const images = { web: { repository: 'quay.io/x/web', version: 'v1' } };
const mirrors = { registry: 'registry.example.nl/mirror' };
const digest = `sha256:${'ab'.repeat(32)}`;
const lock = { images: { 'quay.io/x/web:v1': digest } };

const web = (image: string | undefined) => [built('web', [deploymentObject({ container: { image } })], { images })];

describe('imagesComeFromTheRegistry', () => {
  it('takes the declared image as the site serves it', () => {
    expect(verdict(imagesComeFromTheRegistry, web('quay.io/x/web:v1'))).toEqual([]);
    expect(verdict(imagesComeFromTheRegistry, web('registry.example.nl/mirror/quay.io/x/web:v1'), { mirrors })).toEqual([]);
    expect(verdict(imagesComeFromTheRegistry, web(`registry.example.nl/mirror/quay.io/x/web:v1@${digest}`), { mirrors }, lock)).toEqual([]);
  });

  it.each([
    ['an image that the component does not declare', 'quay.io/x/other:v1', {}, {}],
    ['another version', 'quay.io/x/web:latest', {}, {}],
    ['upstream where there is a mirror', 'quay.io/x/web:v1', { mirrors }, {}],
    ['an image without the digest that the lock knows', 'quay.io/x/web:v1', {}, lock],
  ])('refuses %s', (_, image, changes, locked) => {
    expect(verdict(imagesComeFromTheRegistry, web(image), changes, locked)).toEqual([
      `Deployment/apps/web (charts-ts/base/web): container main has image ${image}, which is none of the component's images; take it from the context`,
    ]);
  });

  it('refuses a container without an image, and looks at init containers', () => {
    const pod = { initContainers: [{ name: 'first', image: 'docker.io/library/busybox:1' }] };

    expect(verdict(imagesComeFromTheRegistry, [built('web', [deploymentObject({ container: { image: undefined }, pod })], { images })])).toEqual([
      "Deployment/apps/web (charts-ts/base/web): container main has image none, which is none of the component's images; take it from the context",
      "Deployment/apps/web (charts-ts/base/web): container first has image docker.io/library/busybox:1, which is none of the component's images; take it from the context",
    ]);
  });
});

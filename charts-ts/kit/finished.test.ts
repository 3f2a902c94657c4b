import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import { finished } from './finished.ts';

function chart(labels: Readonly<Record<string, string>> = {}): Chart {
  return new Chart(new App({ outdir: 'unused' }), 'shop', { disableResourceNameHashes: true, labels });
}

const props = { metadata: { name: 'shop' }, spec: { ports: [{ port: 80, targetPort: k8s.IntOrString.fromString('http') }], clusterIp: 'None' } };

function shop(more: k8s.KubeServiceProps = {}, labels: Readonly<Record<string, string>> = {}): k8s.KubeService {
  return new k8s.KubeService(chart(labels), 'shop', { ...props, ...more });
}

describe('a construct made again', () => {
  it('is the same object', () => {
    expect(finished(shop(), 'shop')).toBe(finished(shop(), 'shop'));
  });

  it('is what cdk8s writes, in the namespace that it stands in', () => {
    const written = shop().toJson();

    expect(finished(shop(), undefined)).toEqual(written);
    expect(finished(shop(), 'shop')).toEqual({ ...written, metadata: { ...written.metadata, namespace: 'shop' } });
  });

  it('can be changed by nobody', () => {
    const { metadata, spec } = finished(shop(), 'shop') as unknown as { readonly metadata: object; readonly spec: { readonly ports: object[] } };

    expect([metadata, spec, spec.ports, spec.ports[0]].every((part) => Object.isFrozen(part))).toBe(true);
  });
});

describe('a construct that differs', () => {
  const first = finished(shop(), 'shop');
  const differing: Readonly<Record<string, () => ApiObject>> = {
    'in a field': () => shop({ spec: { ...props.spec, clusterIp: '10.43.0.9' } }),
    "in a label of the chart's": () => shop({}, { part: 'shop' }),
    'in a label that it got later': () => {
      const construct = shop();
      construct.metadata.addLabel('part', 'shop');
      return construct;
    },
    'in metadata that it got later': () => {
      const construct = shop();
      construct.metadata.add('generateName', 'shop-');
      return construct;
    },
    'in a patch': () => {
      const construct = shop();
      construct.addJsonPatch(JsonPatch.add('/spec/type', 'ClusterIP'));
      return construct;
    },
    'in its class, with the same fields': () => new ApiObject(chart(), 'shop', { apiVersion: 'v1', kind: 'Service', ...props }),
  };

  it.each(Object.keys(differing))('%s is another object, as cdk8s writes it', (difference) => {
    const make = differing[difference] ?? shop;
    const { metadata, ...rest } = make().toJson();

    expect(finished(make(), 'shop')).toEqual({ ...rest, metadata: { ...metadata, namespace: 'shop' } });
    expect(finished(make(), 'shop')).not.toEqual(first);
  });

  it('in its namespace is another object', () => {
    expect(finished(shop(), 'other').metadata.namespace).toBe('other');
    expect(finished(shop(), 'shop').metadata.namespace).toBe('shop');
  });
});

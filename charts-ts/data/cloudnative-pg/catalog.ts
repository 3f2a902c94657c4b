import type { Construct } from 'constructs';
import type { ClusterImageCatalog } from '../../kit/postgres-kinds.ts';
import { resource } from '../../kit/resource.ts';
import { catalog } from './names.ts';

/** Which image each major version has, for all clusters: one line to raise a minor, and tenants too pull from the site's registry. */
export function imageCatalog(scope: Construct, image: string): void {
  // Such as registry.example.nl:5000/…/postgresql:18.4-standard-trixie@sha256:…
  const major = /:(\d+)\.[^:/@]+(?:@|$)/.exec(image)?.[1];
  if (major === undefined) throw new Error(`the image ${image} does not tell its major version of PostgreSQL`);
  resource<ClusterImageCatalog>(scope, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ClusterImageCatalog',
    metadata: { name: catalog },
    spec: { images: [{ major: Number(major), image }] },
  });
}

import { createHash } from 'node:crypto';
import { craneFault, registryOf, ServerFault } from './registry-fault.ts';
import { runProgram } from './registry-run.ts';

/** Registries, through crane: it knows logins, tokens, retries, and which blobs are there already. */
export interface Registries {
  /** The manifest of a tag or digest, as it is, and the digest of just these bytes. */
  manifest(reference: string): Promise<{ readonly bytes: Buffer; readonly digest: string }>;
  /** The digest that a tag has now. */
  digest(reference: string): Promise<string>;
  /** The configuration of an image that is a single manifest. */
  config(reference: string): Promise<Buffer>;
  /** Writes a blob to a file, and tells the digest of what was written. */
  blob(reference: string, file: string): Promise<string>;
  /** Copies an image with all its platforms. What the target has already is not sent again. */
  copy(from: string, to: string): Promise<void>;
  /** Sends an OCI image layout of one image, likewise. */
  push(layout: string, to: string): Promise<void>;
}

/**
 * crane as it stands on the PATH. All throw ServerFault when a registry refuses.
 * `insecure` is the host of the one registry that may speak plain HTTP, or have a certificate that nobody knows.
 */
export function craneFor(signal: AbortSignal, insecure?: string): Registries {
  const crane = async (args: readonly string[], references: readonly [string, ...string[]], into?: string) => {
    const registries = references.map(registryOf) as [string, ...string[]];
    const flags = insecure !== undefined && registries.includes(insecure) ? ['--insecure'] : [];
    const done = await runProgram('crane', [...flags, ...args], { signal, ...(into === undefined ? {} : { into }) });
    if (done.code !== 0) throw craneFault(done.stderr, registries);
    return done;
  };
  return {
    manifest: async (reference) => {
      const bytes = (await crane(['manifest', reference], [reference])).stdout;
      return { bytes, digest: sha256(bytes) };
    },
    digest: async (reference) => {
      const digest = (await crane(['digest', reference], [reference])).stdout.toString().trim();
      if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
      throw new ServerFault('other', 'registry', registryOf(reference), `${registryOf(reference)} gave no sha256 digest`);
    },
    config: async (reference) => (await crane(['config', reference], [reference])).stdout,
    blob: async (reference, file) => (await crane(['blob', reference], [reference], file)).digest ?? '',
    copy: async (from, to) => {
      await crane(['copy', from, to], [from, to]);
    },
    push: async (layout, to) => {
      await crane(['push', layout, to], [to]);
    },
  };
}

/** The digest of bytes, as registries write it. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

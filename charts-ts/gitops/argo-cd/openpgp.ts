import { createHash } from 'node:crypto';

const publicKeyPacket = 6;

/**
 * The ids of the primary keys in an armored block of public keys; undefined when it is none, or older or newer than
 * version 4. https://www.rfc-editor.org/rfc/rfc9580.html sections 4.2, 5.5.4.2 and 6.2
 */
export function primaryKeyIds(armored: string): string[] | undefined {
  const body = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+: [^\r\n]*\r?\n)*\r?\n([A-Za-z0-9+/=\s]+?)(?:\r?\n=[A-Za-z0-9+/]{4})?\s*-----END PGP/.exec(
    armored,
  )?.[1];
  if (body === undefined) return undefined;
  const packets = packetsOf(Buffer.from(body, 'base64'));
  const keys = packets?.filter(({ tag }) => tag === publicKeyPacket);
  if (keys === undefined || keys.length === 0 || keys.some(({ content }) => content[0] !== 4)) return undefined;
  return keys.map(({ content }) => fingerprint(content).slice(-16).toUpperCase());
}

function fingerprint(content: Buffer): string {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return createHash('sha1')
    .update(Buffer.concat([Buffer.from([0x99]), length, content]))
    .digest('hex');
}

function packetsOf(bytes: Buffer): { tag: number; content: Buffer }[] | undefined {
  const packets: { tag: number; content: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = headOf(bytes, at);
    if (head === undefined || head.end > bytes.length) return undefined;
    packets.push({ tag: head.tag, content: bytes.subarray(head.start, head.end) });
    at = head.end;
  }
  return packets;
}

/** Both formats of a packet's head; lengths that are not known beforehand do not occur in keys. */
function headOf(bytes: Buffer, at: number): { tag: number; start: number; end: number } | undefined {
  const byte = (offset: number) => bytes[at + offset] ?? 0;
  const first = byte(0);
  if ((first & 0x80) === 0) return undefined;
  const known = (tag: number, octets: number, length: number) => ({ tag, start: at + 1 + octets, end: at + 1 + octets + length });
  if ((first & 0x40) === 0) {
    const octets = [1, 2, 4][first & 3];
    if (octets === undefined || at + 1 + octets > bytes.length) return undefined;
    return known((first >> 2) & 15, octets, bytes.readUIntBE(at + 1, octets));
  }
  const tag = first & 63;
  if (byte(1) < 192) return known(tag, 1, byte(1));
  if (byte(1) < 224) return known(tag, 2, ((byte(1) - 192) << 8) + byte(2) + 192);
  return byte(1) === 255 && at + 6 <= bytes.length ? known(tag, 5, bytes.readUInt32BE(at + 2)) : undefined;
}

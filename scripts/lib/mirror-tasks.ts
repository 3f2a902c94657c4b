/** One image or repository that a mirror must have. */
export interface Task {
  /** The image's upstream reference, or `url@tag`. */
  readonly name: string;
  /** Where it goes: a reference, an address or a path. */
  readonly target: string;
  /** Host and port of the servers that are spoken to. */
  readonly servers: readonly string[];
  /** Finds out what must be done. Throws ServerFault. */
  look(): Promise<Plan>;
}

export interface Plan {
  /** `replaced`: the tag is there with something else, which the new one takes the place of. */
  readonly state: 'there' | 'missing' | 'replaced';
  /** Digest or commit. */
  readonly id: string;
  /** Does it, and checks that what arrived is what was meant. */
  carry(): Promise<void>;
}

/** What there is to do when there is nothing to do. */
export function there(id: string): Plan {
  return { state: 'there', id, carry: async () => {} };
}

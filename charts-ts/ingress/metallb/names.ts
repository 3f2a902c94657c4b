/** The program that gives addresses, and the one on each node that tells the network where they are. */
export const controller = 'metallb-controller';
export const speaker = 'metallb-speaker';

/** The Secret with the key that the speakers' messages to each other are encrypted with. */
export const memberlist = 'memberlist';

export const ports = { metrics: 9120, health: 17472, memberlist: 7946 } as const;

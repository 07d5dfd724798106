import { EmulationError, groupDigits } from '../../src/support/errors.ts';

/** One packet that cannot move, and why. */
export interface NocWait {
  readonly packet: number;
  readonly source: number;
  readonly destination: number;
  /** Where it stands, such as `router 3 input 1`. */
  readonly place: string;
  /** What it needs, such as `output 0`. */
  readonly need: string;
  /** `held`: another packet has what it needs. `full`: the buffer behind it is full. */
  readonly reason: 'held' | 'full';
  /** The packet that holds it or stands first in the full buffer; -1 where there is none. */
  readonly holder: number;
}

/** Packets remain in a network in which nothing can ever move again. Code E_NOC_STALL. */
export class NocStall extends EmulationError {
  readonly waits: readonly NocWait[];

  constructor(message: string, waits: readonly NocWait[], data: Readonly<Record<string, unknown>>) {
    super('E_NOC_STALL', message, data);
    this.waits = waits;
  }
}

const CHAIN_MAX = 8;

/** The error of a network that stands still at `tick` with `remaining` packets; `waits` are those inside it. */
export function nocStall(
  fabricName: string,
  tick: number,
  remaining: number,
  waits: readonly NocWait[],
): NocStall {
  const { chain, closes } = waitingChain(waits);
  const shown = chain.slice(0, CHAIN_MAX).map(waitText);
  if (chain.length > CHAIN_MAX) shown.push(`and ${chain.length - CHAIN_MAX} more`);
  const circle = closes ? ', which closes the circle' : '';
  const advice = closes
    ? 'Routing makes buffers wait for each other in a circle: use datelines with two classes of virtual channels, another routing, or more buffers.'
    : 'No circle was found: a packet waits for something that is never given back.';
  return new NocStall(
    `${fabricName} stands still at tick ${groupDigits(tick)} with ${groupDigits(remaining)} packets that can never arrive: ${shown.join('; ')}${circle}. ${advice}`,
    waits,
    { tick, remaining, chain: chain.map(({ packet }) => packet) },
  );
}

/** Follows holders from each wait; a circle of packets is preferred to a chain that ends. */
function waitingChain(waits: readonly NocWait[]): {
  readonly chain: readonly NocWait[];
  readonly closes: boolean;
} {
  const waitOf = new Map(waits.map((wait) => [wait.packet, wait]));
  const visited = new Set<number>();
  let longest: NocWait[] = [];
  for (const first of waits) {
    const chain: NocWait[] = [];
    const places = new Map<number, number>();
    let wait: NocWait | undefined = first;
    while (wait && !visited.has(wait.packet)) {
      visited.add(wait.packet);
      places.set(wait.packet, chain.length);
      chain.push(wait);
      wait = waitOf.get(wait.holder);
    }
    const begin = wait ? places.get(wait.packet) : undefined;
    if (begin !== undefined) return { chain: chain.slice(begin), closes: true };
    if (chain.length > longest.length) longest = chain;
  }
  return { chain: longest, closes: false };
}

function waitText({ packet, source, destination, place, need, reason, holder }: NocWait): string {
  const by = holder >= 0 ? ` ${reason === 'held' ? 'by' : 'with'} packet ${holder}` : '';
  return `packet ${packet} (${source} -> ${destination}) at ${place} waits for ${need}, ${reason}${by}`;
}

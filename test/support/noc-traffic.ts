import type { PacketLoad } from '../../emulator/noc/packet-load.ts';
import { createRng } from '../../src/support/rng.ts';

/** Packets of one flit: in each of `cycles` cycles each node sends one with probability `rate`, to any node alike. */
export function uniformLoad(
  nodeCount: number,
  rate: number,
  cycles: number,
  seed: string,
): PacketLoad {
  const { next, integer } = createRng(seed);
  const sources: number[] = [];
  const destinations: number[] = [];
  const ticks: number[] = [];
  for (let tick = 0; tick < cycles; tick++) {
    for (let node = 0; node < nodeCount; node++) {
      if (next() >= rate) continue;
      sources.push(node);
      destinations.push(integer(nodeCount));
      ticks.push(tick);
    }
  }
  return {
    packetCount: sources.length,
    source: Int32Array.from(sources),
    destination: Int32Array.from(destinations),
    flits: new Int32Array(sources.length).fill(1),
    createTicks: Float64Array.from(ticks),
    deliveryBegin: Int32Array.from({ length: sources.length + 1 }, (_, p) => p),
    gapTicks: null,
    serviceTicks: null,
  };
}

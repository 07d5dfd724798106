/**
 * Output axons of each core once all ways are known. A neuron with a discrete way has its ways for itself.
 * Neurons of one core that stand at one position and reach the same population axons are one population: their
 * ways, which differ in the atom alone, are stored once (nengo-loihi 1.1, hardware/builder.py, build_axon).
 */
import type { Partition, Slice } from '../../src/model/mapping.ts';

/** A port as its sources see it. */
export interface PortWays {
  readonly sources: Int32Array;
  /** Output axons that one way takes. */
  readonly outputAxons: number;
  /** Sources whose numbers are equal modulo this stand at one position; null where the port has no populations. */
  readonly positionsAll: number | null;
}

/** Output axons that the neurons of one population take on each part, [partCount]; `ports` are all that they reach. */
export function outputAxonsOf(
  population: number,
  size: number,
  partition: Partition,
  ports: readonly PortWays[],
): Float64Array {
  const count = ports.some(({ positionsAll }) => positionsAll !== null)
    ? sharedCounter(waysOf(size, ports), ports)
    : plainCounter(size, ports);
  return Float64Array.from(partition.parts, (slices) =>
    count(slices.filter((slice) => slice.population === population)),
  );
}

type Counter = (slices: readonly Slice[]) => number;

/** Every way of every neuron. */
function plainCounter(size: number, ports: readonly PortWays[]): Counter {
  const axons = new Float64Array(size);
  for (const { sources, outputAxons } of ports) {
    for (const source of sources) axons[source]! += outputAxons;
  }
  return (slices) => {
    let count = 0;
    for (const { neurons } of slices) for (const neuron of neurons) count += axons[neuron]!;
    return count;
  };
}

/** Per neuron: the ports that it reaches, as indices into `ports`. */
function waysOf(size: number, ports: readonly PortWays[]): readonly (readonly number[])[] {
  const ways: number[][] = Array.from({ length: size }, () => []);
  for (const [port, { sources }] of ports.entries()) {
    for (const source of sources) ways[source]!.push(port);
  }
  return ways;
}

/** Every way once for each population of neurons on the core. */
function sharedCounter(ways: readonly (readonly number[])[], ports: readonly PortWays[]): Counter {
  return (slices) => {
    const seen = new Set<string>();
    let count = 0;
    for (const { neurons } of slices) {
      for (const neuron of neurons) {
        const own = ways[neuron]!;
        const shared = sharedKey(neuron, own, ports);
        if (shared !== null && seen.has(shared)) continue;
        if (shared !== null) seen.add(shared);
        for (const port of own) count += ports[port]!.outputAxons;
      }
    }
    return count;
  };
}

/** What two neurons of a core have in common where they share all ways; null where this one can share none. */
function sharedKey(
  neuron: number,
  own: readonly number[],
  ports: readonly PortWays[],
): string | null {
  const keys: string[] = [];
  for (const port of own) {
    const { positionsAll } = ports[port]!;
    if (positionsAll === null) return null;
    keys.push(`${port}/${neuron % positionsAll}`);
  }
  return keys.join();
}

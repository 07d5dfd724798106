import { groupDigits, InputError } from '../../src/support/errors.ts';
import type { Rng } from '../../src/support/rng.ts';
import type { PacketLoad } from './packet-load.ts';
import type { NodeGrid } from './traffic-grid.ts';
import { createInjection, type InjectionSpec } from './traffic-injection.ts';
import { createDestinations, type TrafficPattern } from './traffic-pattern.ts';
import { NodeStream } from './traffic-stream.ts';

/** Synthetic traffic: where packets go, how long they are, and when nodes make them. */
export interface TrafficSpec {
  readonly pattern: TrafficPattern;
  /** Flits of each packet. */
  readonly packetFlits: number;
  readonly injection: InjectionSpec;
}

/** For how long nodes make packets, and what a cycle is. */
export interface TrafficSpan {
  readonly cycles: number;
  /** Ticks of a cycle: 1 for a clocked router, the time of a flit in picoseconds for an asynchronous one. */
  readonly cycleTicks: number;
}

/** Packets that one run may have; their columns take about 100 bytes each in all. */
export const PACKETS_MAX = 8_000_000;

/**
 * Packets of all nodes of `grid` at `offeredLoad` flits per node and cycle, node after node, each with its times
 * rising from 0. The same `rng` seed gives the same packets, and a longer span begins with those of a shorter one.
 * Throws InputError E_NOC_LOAD where a node cannot offer so much or the packets would be too many, E_NOC_PATTERN.
 */
export function generateTraffic(
  spec: TrafficSpec,
  grid: NodeGrid,
  offeredLoad: number,
  span: TrafficSpan,
  rng: Rng,
): PacketLoad {
  checkOfferedLoad(spec, grid.nodeCount, offeredLoad, span.cycles);
  const packetRate = offeredLoad / spec.packetFlits;
  const stream = new NodeStream(rng.fork('traffic'));
  const next = createInjection(spec.injection, packetRate, spec.packetFlits, stream);
  const drawDestination = createDestinations(spec.pattern, grid, rng.fork('pattern'));
  const columns = new PacketColumns(packetRate * grid.nodeCount * span.cycles);
  for (let node = 0; node < grid.nodeCount; node++) {
    stream.start(node);
    for (let at = next(-1); at < span.cycles; at = next(at)) {
      const destination = drawDestination(node, stream.fractionA(), stream.fractionB());
      columns.add(node, destination, Math.floor(at * span.cycleTicks));
    }
  }
  return columns.load(spec.packetFlits);
}

/** Throws InputError E_NOC_LOAD where a node cannot offer `offeredLoad`, or a run of `cycles` would not fit. */
export function checkOfferedLoad(
  { injection, packetFlits }: TrafficSpec,
  nodeCount: number,
  offeredLoad: number,
  cycles: number,
): void {
  const most = injection.kind === 'bursts' ? injection.onLoad : 1;
  if (!(offeredLoad > 0 && offeredLoad <= most)) {
    throw new InputError(
      'E_NOC_LOAD',
      `an offered load of ${offeredLoad} flits per node and cycle is out of range: it must be above 0 and at most ${most}.`,
      { offeredLoad, most },
    );
  }
  const expected = (offeredLoad / packetFlits) * nodeCount * cycles;
  if (expected <= PACKETS_MAX) return;
  throw new InputError(
    'E_NOC_LOAD',
    `a load of ${offeredLoad} would make about ${groupDigits(Math.round(expected))} packets, over the ${groupDigits(PACKETS_MAX)} that one run may have; shorten the warm-up or the sample periods.`,
    { expected, most: PACKETS_MAX },
  );
}

/** Columns of unicast packets that grow by doubling. */
class PacketColumns {
  private count = 0;
  private source: Int32Array;
  private destination: Int32Array;
  private createTicks: Float64Array;

  constructor(expected: number) {
    const room = Math.ceil(expected * 1.1) + 64;
    this.source = new Int32Array(room);
    this.destination = new Int32Array(room);
    this.createTicks = new Float64Array(room);
  }

  add(source: number, destination: number, createTicks: number): void {
    if (this.count === this.source.length) this.grow();
    const at = this.count++;
    this.source[at] = source;
    this.destination[at] = destination;
    this.createTicks[at] = createTicks;
  }

  load(packetFlits: number): PacketLoad {
    const { count } = this;
    return {
      packetCount: count,
      source: this.source.subarray(0, count),
      flits: new Int32Array(count).fill(packetFlits),
      deliveryBegin: Int32Array.from({ length: count + 1 }, (_, p) => p),
      destination: this.destination.subarray(0, count),
      createTicks: this.createTicks.subarray(0, count),
      gapTicks: null,
      serviceTicks: null,
    };
  }

  private grow(): void {
    const room = this.source.length * 2;
    const [source, destination] = [new Int32Array(room), new Int32Array(room)];
    const createTicks = new Float64Array(room);
    source.set(this.source);
    destination.set(this.destination);
    createTicks.set(this.createTicks);
    [this.source, this.destination, this.createTicks] = [source, destination, createTicks];
  }
}

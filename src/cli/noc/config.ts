import type { MeasurementSpec } from '../../../emulator/noc/measure-load.ts';
import type { TopologySpec } from '../../../emulator/noc/topology/spec.ts';
import type { TrafficSpec } from '../../../emulator/noc/traffic.ts';

/** A stand-alone run of a network on chip, whatever file it was read from. */
export interface NocConfig {
  readonly topology: TopologySpec;
  readonly router: ClockedRouter | AsyncRouter;
  readonly traffic: SyntheticTraffic | TraceTraffic;
  readonly measurement: MeasurementSpec;
  /** Search for the saturation point after the loads asked for. */
  readonly findSaturation: boolean;
  readonly seed: string;
}

/** The clocked input-queued router; times in cycles. */
export interface ClockedRouter {
  readonly model: 'iq';
  readonly vcs: number;
  /** Of each virtual channel of an input. */
  readonly bufferFlits: number;
  readonly routingDelay: 0 | 1;
  readonly speculative: boolean;
  /** Cycles on the wire by kind of link; 1 where left out. */
  readonly linkLatencies: Readonly<Record<string, number>>;
}

/** The asynchronous event router; times in nanoseconds. */
export interface AsyncRouter {
  readonly model: 'async';
  readonly vcs: number | null;
  readonly bufferFlits: number;
  /** By kind of link, `local` for injection and ejection. */
  readonly links: Readonly<Record<string, AsyncLink>>;
  readonly handshake: AsyncSignalling | null;
}

export interface AsyncLink {
  readonly forwardNs: number;
  /** From the handshake where left out. */
  readonly cycleNs?: number;
}

export interface AsyncSignalling {
  readonly phases: 'two-phase' | 'four-phase';
  readonly requestNs?: number;
  readonly acknowledgeNs?: number;
  readonly latchNs?: number;
}

export interface SyntheticTraffic extends TrafficSpec {
  readonly kind: 'synthetic';
  /** Offered loads in flits per node and cycle. */
  readonly loads: readonly number[];
  /** What a cycle is in an asynchronous network; null for the cycle time of its slowest link. */
  readonly cycleNs: number | null;
}

export interface TraceTraffic {
  readonly kind: 'trace';
  /** CSV of packets, found from the working folder. */
  readonly path: string;
}

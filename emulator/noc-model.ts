/** The router model that a profile and one of its parameter sets describe, ready to time an image's packets. */
import type { ChipProfile, HopLink, ParameterSet } from '../src/model/chip.ts';
import { type AsyncOptions, createAsyncEngine } from './noc/async.ts';
import { createClockedEngine } from './noc/clocked-engine.ts';
import type { Fabric } from './noc/fabric.ts';
import { DEFAULT_IQ_OPTIONS } from './noc/iq-options.ts';
import type { NocEngine } from './noc/packet-load.ts';
import { fabricOf, hopLinkOf, hostNodeOf } from './noc/profile-fabric.ts';

/** A chip's network as the clock of a step needs it. */
export interface NocModel {
  readonly fabric: Fabric;
  readonly createEngine: () => NocEngine;
  /** Node of a physical core, and of the host that feeds its chip. */
  readonly nodeOfCore: (core: number) => number;
  readonly hostNode: (core: number) => number;
  readonly flitsPerPacket: number;
  /** One packet per spike that branches in the routers, or one per destination core. */
  readonly multicast: boolean;
  /** Least time between two flits, by index of `fabric.linkKinds`, picosecond. */
  readonly cyclePs: readonly number[];
}

/** Throws InputError E_NOC_* where the profile's network cannot be built. */
export function nocModelOf(profile: ChipProfile, set: ParameterSet, chipsUsed: number): NocModel {
  const { network } = profile;
  const fabric = fabricOf(profile, chipsUsed);
  const cyclePs = fabric.linkKinds.map((kind) =>
    picoseconds(set.hopCycleNs[hopLinkOf(kind)].value),
  );
  return {
    fabric,
    createEngine: engineMaker(profile, set, fabric),
    nodeOfCore: (core) => core,
    hostNode: (core) => hostNodeOf(profile, chipsUsed, core),
    flitsPerPacket: network.flitsPerPacket.value,
    multicast: network.cast === 'multicast',
    cyclePs:
      network.router === 'iq'
        ? cyclePs.map(() => clockPs(set))
        : cyclePs.map((ps) => Math.max(1, ps)),
  };
}

function engineMaker(profile: ChipProfile, set: ParameterSet, fabric: Fabric): () => NocEngine {
  const { network } = profile;
  const bufferFlits = network.bufferFlits.value;
  if (network.router === 'iq') {
    // The pipeline of a clocked router is its latency; the profile gives it the clock.
    const options = { ...DEFAULT_IQ_OPTIONS, bufferFlits, vcCount: fabric.classCount };
    return () => createClockedEngine(fabric, options, clockPs(set));
  }
  const options = asyncOptionsOf(profile, set, fabric);
  return () => createAsyncEngine(fabric, options);
}

/** Times and buffers of a profile's asynchronous routers and of its links. */
export function asyncOptionsOf(
  profile: ChipProfile,
  set: ParameterSet,
  fabric: Fabric,
): AsyncOptions {
  const kinds = ['local', ...fabric.linkKinds];
  const links = Object.fromEntries(kinds.map((kind) => [kind, linkTiming(hopLinkOf(kind), set)]));
  return { links, bufferFlits: profile.network.bufferFlits.value };
}

/** A packet within a tile takes two local links, into its router and out of it. */
function linkTiming(
  link: HopLink,
  set: ParameterSet,
): { readonly forwardTicks: number; readonly cycleTicks: number } {
  const forwardNs = {
    withinTile: set.timeNs.packetWithinTile.value / 2,
    eastWest: set.timeNs.hopEastWest.value,
    northSouth: set.timeNs.hopNorthSouth.value,
    chip: set.timeNs.hopBetweenChips.value,
  }[link];
  return {
    forwardTicks: picoseconds(forwardNs),
    cycleTicks: Math.max(1, picoseconds(set.hopCycleNs[link].value)),
  };
}

function clockPs(set: ParameterSet): number {
  return Math.max(1, picoseconds(set.hopCycleNs.eastWest.value));
}

function picoseconds(ns: number): number {
  return Math.round(ns * 1000);
}

/** What a choice of cuts costs: energy times time of the expected spikes, with one part on a core. */
import type { ParameterSet } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import { forEachTarget } from '../../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { Activity } from './activity.ts';
import type { CutWork } from './cut-work.ts';
import type { PartitionGoal } from './goal.ts';

/** The cut of each population; undefined for inputs. */
export type Choice = readonly (CutWork | undefined)[];

/** Placers leave cores free: tiles that they use, over those that would do. */
const TILE_SHARE = 1.12;
/** Mean hops of a packet on a square of tiles, as a share of its side. */
const HOPS_PER_SIDE = 2 / 3;

export function synapseKind({
  pricedAs,
  connectivity,
}: QuantProjection): 'synapseDense' | 'synapseSparse' | 'synapseConv' {
  const kind = pricedAs ?? connectivity.kind;
  if (kind === 'dense') return 'synapseDense';
  return kind === 'sparse' ? 'synapseSparse' : 'synapseConv';
}

/** What a population sends and works for its own neurons. */
interface Sending {
  readonly cut: CutWork | undefined;
  /** Cuts of its targets, by projection. */
  readonly targets: readonly (CutWork | undefined)[];
  readonly packets: number;
  readonly walkNs: Float64Array;
}

/** Returns the cost of a choice, infinite where the chips have too few cores for it. */
export function createBalanceCost(
  net: QuantNet,
  activity: Activity,
  { profile, set, chips }: Pick<PartitionGoal, 'profile' | 'set' | 'chips'>,
): (chosen: Choice) => number {
  const { energyPj, barrierNs, timeNs } = set;
  const fixedPj = synapsesPj(net, activity, set) + neuronsPj(net, activity, set);
  const targetsOf = net.populations.map((_, p) => net.projections.filter(({ pre }) => pre === p));
  /** Of the last choice: between two choices, most populations keep theirs. */
  const known: Sending[] = [];
  const sendingOf = (population: number, chosen: Choice): Sending => {
    const cut = chosen[population];
    const targets = targetsOf[population]!.map(({ post }) => chosen[post]);
    const last = known[population];
    if (last && last.cut === cut && targets.every((target, k) => target === last.targets[k])) {
      return last;
    }
    const fan = fanOf(net, population, chosen);
    const { neurons } = activity.populations[population]!;
    const walkNs = cut
      ? longestWalk(cut, fan, population, activity, timeNs)
      : new Float64Array(activity.stepCount);
    const packets = neurons.reduce((sum, neuron) => sum + fan[neuron]!, 0);
    known[population] = { cut, targets, packets, walkNs };
    return known[population]!;
  };
  return (chosen) => {
    const cores = chosen.reduce((sum, cut) => sum + (cut?.way.length ?? 0), 0);
    if (cores > coresPerChip(profile) * chips) return Infinity;
    const tiles = Math.ceil((TILE_SHARE * cores) / profile.grid.coresPerTile);
    const barrier = barrierNs.find(({ tilesMax }) => tiles <= tilesMax) ?? barrierNs.at(-1);
    const slowestNs = new Float64Array(activity.stepCount);
    let packets = 0;
    chosen.forEach((cut, population) => {
      const sending = sendingOf(population, chosen);
      packets += sending.packets;
      raise(slowestNs, sending.walkNs);
      if (cut) raise(slowestNs, cut.serviceNs);
    });
    const hopPj = (energyPj.hopEastWest.value + energyPj.hopNorthSouth.value) / 2;
    const packetPj = energyPj.axonOut.value + energyPj.axonIn.value;
    const pj = fixedPj + packets * (packetPj + HOPS_PER_SIDE * Math.sqrt(tiles) * hopPj);
    const barrierAll = activity.stepCount * (barrier?.timeNs.value ?? 0);
    // A profile without energies is balanced for time alone.
    return slowestNs.reduce((sum, ns) => sum + ns, barrierAll) * (pj || 1);
  };
}

function raise(slowestNs: Float64Array, byStepNs: Float64Array): void {
  for (let step = 0; step < slowestNs.length; step++) {
    if (byStepNs[step]! > slowestNs[step]!) slowestNs[step] = byStepNs[step]!;
  }
}

/** Packets of a spike of each neuron: parts that it reaches. */
function fanOf(net: QuantNet, population: number, chosen: Choice): Int32Array {
  const fan = new Int32Array(net.populations[population]!.size);
  for (const projection of net.projections) {
    if (projection.pre !== population) continue;
    const reached = chosen[projection.post]?.reached.get(projection);
    reached?.forEach((parts, source) => {
      fan[source]! += parts;
    });
  }
  return fan;
}

/** Walk of the part that walks longest, by step. */
function longestWalk(
  { way, partOf }: CutWork,
  fan: Int32Array,
  population: number,
  { stepCount, updatedShare, populations }: Activity,
  timeNs: ParameterSet['timeNs'],
): Float64Array {
  const slowestNs = new Float64Array(stepCount);
  const { offsets, neurons } = populations[population]!;
  const eachNs = timeNs.neuronAccess.value + updatedShare * timeNs.neuronUpdate.value;
  const [spikeNs, axonOutNs] = [timeNs.neuronSpike.value, timeNs.axonOut.value];
  const restNs = Float64Array.from(way, (part) => part.length * eachNs);
  const walkNs = new Float64Array(way.length);
  for (let step = 0; step < stepCount; step++) {
    walkNs.set(restNs);
    for (let k = offsets[step]!; k < offsets[step + 1]!; k++) {
      const neuron = neurons[k]!;
      walkNs[partOf[neuron]!]! += spikeNs + fan[neuron]! * axonOutNs;
    }
    for (let p = 0; p < walkNs.length; p++) {
      if (walkNs[p]! > slowestNs[step]!) slowestNs[step] = walkNs[p]!;
    }
  }
  return slowestNs;
}

/** Energy of all synaptic events, which no cut changes. */
function synapsesPj(net: QuantNet, { populations }: Activity, { energyPj }: ParameterSet): number {
  let sum = 0;
  for (const projection of net.projections) {
    const spikes = new Map<number, number>();
    for (const source of populations[projection.pre]!.neurons) {
      spikes.set(source, (spikes.get(source) ?? 0) + 1);
    }
    const eachPj = energyPj[synapseKind(projection)].value;
    for (const [source, count] of spikes) {
      forEachTarget(projection.connectivity, source, () => {
        sum += count * eachPj;
      });
    }
  }
  return sum;
}

/** Energy of the neurons' own work, which no cut changes. */
function neuronsPj(
  net: QuantNet,
  { stepCount, updatedShare, populations }: Activity,
  { energyPj }: ParameterSet,
): number {
  const perStepPj = energyPj.neuronAccess.value + updatedShare * energyPj.neuronUpdate.value;
  return net.populations.reduce((sum, { size, registers }, population) => {
    if (registers === null) return sum;
    const spikes = populations[population]!.neurons.length;
    return sum + stepCount * size * perStepPj + spikes * energyPj.neuronSpike.value;
  }, 0);
}

/** Exact metrics of a mapped rule network, counted by boxes of neurons instead of by synapses. */
import { CastGroupBuilder, type CastGroups } from '../place/cast-trees.ts';
import type { MappingLimits } from './limits.ts';
import { evaluateTraffic, LINKS, type Mesh, type MeshMetrics, walk } from './mesh.ts';
import { type CoreTraffic, type CoreUses, metricsOf, type PartitionMetrics } from './metrics.ts';
import { pairsBetween, pairsInto } from './rule-axes.ts';
import { forEachCell } from './rule-cells.ts';
import type { ProductRule, RuleNetwork } from './rule-network.ts';
import { ruleFanIns } from './rule-network.ts';
import type { RuleMapping } from './rule-pack.ts';
import { type Box, boxOf, boxSize } from './rule-tiles.ts';

export interface RuleEvaluation {
  readonly metrics: PartitionMetrics;
  readonly uses: CoreUses;
  readonly traffic: CoreTraffic;
}

/** The figures that `evaluatePartition` would count on the network with every synapse listed. */
export function evaluateRules(
  network: RuleNetwork,
  mapping: RuleMapping,
  limits: MappingLimits,
): RuleEvaluation {
  const { cores } = mapping;
  const uses: CoreUses = {
    neurons: new Int32Array(cores),
    synapses: new Float64Array(cores),
    inputAxons: new Int32Array(cores),
    outputAxons: new Int32Array(cores),
  };
  const messages = Array.from({ length: cores }, () => new Map<number, number>());
  let [km1, cutNets, cutEdges] = [0, 0, countBoxes(network, mapping, uses)];
  forEachCell(
    network,
    mapping,
    (home, neurons, found, count) => {
      const row = messages[home]!;
      uses.outputAxons[home]! += neurons * count;
      let away = 0;
      for (let n = 0; n < count; n++) {
        const core = found[n]!;
        uses.inputAxons[core]! += neurons;
        if (core === home) continue;
        away++;
        row.set(core, (row.get(core) ?? 0) + neurons);
      }
      km1 += neurons * away;
      if (away > 0) cutNets += neurons;
    },
    (from, to) => {
      uses.synapses[to]!++;
      if (from !== to) cutEdges++;
    },
  );
  const fanInViolations = countFanIns(network, limits);
  const counts = { km1, cutNets, cutEdges, cutEvents: cutEdges, fanInViolations };
  return { metrics: metricsOf(uses, counts, limits), uses, traffic: trafficOf(messages) };
}

/** Counts neurons and synapses of each core; returns the synapses between cores. Rows are left out. */
function countBoxes(network: RuleNetwork, mapping: RuleMapping, uses: CoreUses): number {
  const onCore: { readonly population: number; readonly box: Box }[][] = Array.from(
    { length: mapping.cores },
    () => [],
  );
  let cut = 0;
  network.populations.forEach(({ shape }, population) => {
    const into = network.rules.filter((rule) => rule.post === population);
    mapping.coreOf[population]!.forEach((core, tile) => {
      const box = boxOf(shape, mapping.tilings[population]!, tile);
      onCore[core]!.push({ population, box });
      uses.neurons[core]! += boxSize(box);
      for (const rule of into) {
        if (rule.kind !== 'product') continue;
        const synapses = rule.axes.reduce(
          (all, axis, n) => all * pairsInto(axis, box.begins[n]!, box.ends[n]!),
          1,
        );
        uses.synapses[core]! += synapses;
        cut += synapses;
      }
    });
  });
  for (const tiles of onCore) {
    for (const rule of network.rules) {
      if (rule.kind !== 'product') continue;
      for (const from of tiles) {
        if (from.population !== rule.pre) continue;
        for (const to of tiles)
          if (to.population === rule.post) cut -= between(rule, from.box, to.box);
      }
    }
  }
  return cut;
}

function between(rule: ProductRule, from: Box, to: Box): number {
  return rule.axes.reduce(
    (all, axis, n) =>
      all * pairsBetween(axis, from.begins[n]!, from.ends[n]!, to.begins[n]!, to.ends[n]!),
    1,
  );
}

function countFanIns(network: RuleNetwork, limits: MappingLimits): number {
  if (!Number.isFinite(limits.fanIn)) return 0;
  return network.populations.reduce((sum, _, k) => {
    return sum + ruleFanIns(network, k).reduce((n, count) => n + (count > limits.fanIn ? 1 : 0), 0);
  }, 0);
}

function trafficOf(messages: readonly ReadonlyMap<number, number>[]): CoreTraffic {
  const offsets = new Int32Array(messages.length + 1);
  messages.forEach((row, home) => {
    offsets[home + 1] = offsets[home]! + row.size;
  });
  const cores = new Int32Array(offsets[messages.length]!);
  const amounts = new Float64Array(cores.length);
  messages.forEach((row, home) => {
    const sorted = Int32Array.from(row.keys()).sort();
    sorted.forEach((core, n) => {
      cores[offsets[home]! + n] = core;
      amounts[offsets[home]! + n] = row.get(core)!;
    });
  });
  return { offsets, cores, messages: amounts };
}

/** Hops, distances and link loads of a placement of the cores. */
export function evaluateRulePlacement(
  network: RuleNetwork,
  mapping: RuleMapping,
  traffic: CoreTraffic,
  slots: Int32Array,
  mesh: Mesh,
): MeshMetrics {
  const marks = new Float64Array(mesh.width * mesh.height * LINKS);
  let [multicastHops, mark] = [0, 0];
  forEachCell(network, mapping, (home, neurons, found, count) => {
    mark++;
    let links = 0;
    for (let n = 0; n < count; n++) {
      walk(slots[home]!, slots[found[n]!]!, mesh.width, (link) => {
        if (marks[link] !== mark) links++;
        marks[link] = mark;
      });
    }
    multicastHops += neurons * links;
  });
  return { ...evaluateTraffic(traffic, slots, mesh), multicastHops };
}

/** Spikes of neurons with equal destination cores, for trees of multicast. */
export function ruleCastGroups(network: RuleNetwork, mapping: RuleMapping): CastGroups {
  const groups = new CastGroupBuilder();
  forEachCell(network, mapping, (home, neurons, cores, count) => {
    groups.add(home, Array.from(cores.subarray(0, count)), neurons);
  });
  return groups.build(mapping.cores);
}

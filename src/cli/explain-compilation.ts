/** `compile --explain`: the mapping's quality, what binds it, and every core. */
import type { Compilation } from '../../compiler/compile.ts';
import { coreBounds } from '../../compiler/partition/bounds.ts';
import { chipWays } from '../../compiler/place/chip-ways.ts';
import { ReachFinder } from '../../compiler/reach.ts';
import { corePosition } from '../model/chip.ts';
import type { CoreUse } from '../model/mapping.ts';
import { coreUseLimits } from '../model/mapping.ts';
import { CORE_RESOURCES, CORE_TABLE_RESOURCES, isUnlimited } from '../report/core-use.ts';
import { type ExplainedResource, type Explanation, limitingFact } from '../report/explain.ts';
import { formatCount, formatPercent } from '../report/units.ts';

const SHORT_TITLES: Partial<Record<keyof CoreUse, string>> = {
  compartments: 'comp.',
  inputAxons: 'axons in',
  outputAxons: 'axons out',
  synapseMemoryBits: 'memory',
};

/** Packets are counted as if every neuron spiked once: what a run sends is in its summary. */
export function explainCompilation(compilation: Compilation): Explanation {
  const { image, quantNet, placement } = compilation;
  const { profile } = image.header;
  const core = profile.coreTypes[0]!;
  const bounds = coreBounds(quantNet, core, new ReachFinder(quantNet, core));
  const packets = countPackets(compilation);
  const partOfCore = new Map(Array.from(placement.coreOfPart, (at, part) => [at, part]));
  const limits = coreUseLimits(core.limits);
  const shown = [
    ...CORE_RESOURCES,
    ...CORE_TABLE_RESOURCES.filter(({ key }) => !isUnlimited(limits[key])),
  ];
  const resources = shown.map(
    ({ key, title, format }): ExplainedResource => ({
      title: title.toLowerCase(),
      short: SHORT_TITLES[key] ?? null,
      limit: limits[key],
      format,
      used: image.cores.map(({ use }) => use[key]),
      coresAtLeast: bounds.find((bound) => bound.key === key)?.cores ?? null,
    }),
  );
  const { header } = image;
  return {
    facts: [
      ...packetFacts(packets),
      ...treeFacts(compilation),
      [
        'cores',
        `${formatCount(image.cores.length)}; fewer than ${formatCount(bounds[0]!.cores)} is impossible (${bounds[0]!.resource})`,
      ],
      ...limitingFact(resources),
      ...splitFacts(compilation),
    ],
    resources,
    cores: image.cores.map((each) => {
      const { chip, x, y } = corePosition(profile, each.core);
      const part = partOfCore.get(each.core)!;
      return {
        core: each.core,
        chip,
        x,
        y,
        sent: packets.sent[part]!,
        received: packets.received[part]!,
        holds: holdsText(each.slices, header.populations),
      };
    }),
  };
}

/** `fc1 ×72, fc2 ×10`: neurons of each population, in the order in which the core holds them. */
function holdsText(
  slices: Compilation['image']['cores'][number]['slices'],
  populations: readonly { readonly name: string }[],
): string {
  const counts = new Map<number, number>();
  for (const { population, slotBegin, slotEnd } of slices) {
    counts.set(population, (counts.get(population) ?? 0) + slotEnd - slotBegin);
  }
  return Array.from(
    counts,
    ([population, count]) => `${populations[population]!.name} ×${formatCount(count)}`,
  ).join(', ');
}

interface PacketCounts {
  /** Spikes of neurons; packets to other cores; packets of the host. */
  readonly spikes: number;
  readonly between: number;
  readonly fromHost: number;
  readonly hops: number;
  readonly busiest: { readonly from: number; readonly to: number; readonly packets: number } | null;
  /** By part. */
  readonly sent: Float64Array;
  readonly received: Float64Array;
}

/** One spike of every neuron over the routes of the mapping. */
function countPackets({ quantNet, partition, placement, plan, image }: Compilation): PacketCounts {
  const { neuronBegin, offsets, parts } = plan.routes;
  const { profile, chipsUsed } = image.header;
  const ways = chipWays(profile, Math.max(chipsUsed, chipCount(placement.coreOfPart, image)));
  const homes = new Int32Array(neuronBegin.at(-1)!).fill(-1);
  partition.parts.forEach((slices, part) => {
    for (const { population, neurons } of slices) {
      for (const neuron of neurons) homes[neuronBegin[population]! + neuron] = part;
    }
  });
  const partCount = partition.parts.length;
  const [sent, received] = [new Float64Array(partCount), new Float64Array(partCount)];
  const pairs = new Map<number, number>();
  let [between, fromHost] = [0, 0];
  homes.forEach((home, neuron) => {
    for (let k = offsets[neuron]!; k < offsets[neuron + 1]!; k++) {
      const end = parts[k]!;
      if (home < 0) fromHost++;
      else if (end !== home) {
        between++;
        sent[home]!++;
        received[end]!++;
        const pair = home * partCount + end;
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
  });
  const links = new Map<string, { from: number; to: number; packets: number }>();
  let hops = 0;
  for (const [pair, packets] of pairs) {
    const from = ways.routerOf(placement.coreOfPart[Math.floor(pair / partCount)]!);
    const to = ways.routerOf(placement.coreOfPart[pair % partCount]!);
    for (let router = from; router !== to; ) {
      const next = ways.next(router, to);
      const key = `${router}/${next}`;
      const link = links.get(key) ?? { from: router, to: next, packets: 0 };
      links.set(key, { ...link, packets: link.packets + packets });
      hops += packets;
      router = next;
    }
  }
  const busiest = [...links.values()].reduce<PacketCounts['busiest']>(
    (most, link) => (most && most.packets >= link.packets ? most : link),
    null,
  );
  const spikes = quantNet.populations.reduce(
    (sum, { registers, size }) => sum + (registers === null ? 0 : size),
    0,
  );
  return { spikes, between, fromHost, hops, busiest, sent, received };
}

/** Chips up to the last one that a part is on. */
function chipCount(coreOfPart: Int32Array, { header }: Compilation['image']): number {
  return coreOfPart.reduce(
    (most, core) => Math.max(most, corePosition(header.profile, core).chip + 1),
    1,
  );
}

function packetFacts({
  spikes,
  between,
  fromHost,
  hops,
  busiest,
}: PacketCounts): [string, string][] {
  const per = (amount: number, base: number): string =>
    base > 0 ? formatCount(Number((amount / base).toPrecision(3))) : '0';
  return [
    [
      'packets',
      `${formatCount(between)} between cores if each of ${formatCount(spikes)} neurons spikes once: ${per(between, spikes)} a spike; ${formatCount(fromHost)} from the host if each input does`,
    ],
    ['hops', between === 0 ? 'none' : `${formatCount(hops)}, ${per(hops, between)} a packet`],
    [
      'busiest link',
      busiest === null
        ? 'no packet leaves its router'
        : `router ${busiest.from} to ${busiest.to}: ${formatCount(busiest.packets)} packets, ${formatPercent(busiest.packets / between)} of all`,
    ],
  ];
}

function treeFacts({ tables, image }: Compilation): [string, string][] {
  const { treesOfPart, hostTrees, entriesOfRouter } = tables;
  const trees = treesOfPart.reduce((sum, count) => sum + count, 0);
  const sets = `${formatCount(trees)} distinct sets of destination cores, ${formatCount(hostTrees)} more of the host`;
  if (entriesOfRouter === null) return [['routes', sets]];
  const most = entriesOfRouter.reduce((a, b) => Math.max(a, b), 0);
  const limit = image.header.profile.network.routerTableEntries?.value;
  const of = limit === undefined || isUnlimited(limit) ? '' : ` of ${formatCount(limit)}`;
  return [
    [
      'routes',
      `${sets}; router ${entriesOfRouter.indexOf(most)} has most table entries: ${formatCount(most)}${of}`,
    ],
  ];
}

function splitFacts({ split }: Compilation): [string, string][] {
  if (split === null) return [];
  const { parts, copies, extraNeurons, extraSynapses, addedSteps } = split;
  const names = [...parts, ...copies].map(({ population }) => population);
  return [
    [
      'split',
      `${[...new Set(names)].join(', ')}: ${formatCount(extraNeurons)} more neurons, ${formatCount(extraSynapses)} more synapses, ${formatCount(addedSteps)} more step${addedSteps === 1 ? '' : 's'}`,
    ],
  ];
}

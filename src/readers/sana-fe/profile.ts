/** An architecture of SANA-FE as a chip profile with one parameter set. */
import type {
  Basis,
  ChipProfile,
  Cited,
  CoreType,
  EventKind,
  HostCosts,
  OptionalEventKind,
  ParameterSet,
} from '../../model/chip.ts';
import { NO_OPTIONAL_EVENTS, UNLIMITED } from '../../model/chip.ts';
import type { SynapseKind } from '../../model/network.ts';
import { InputError } from '../../support/errors.ts';
import type { Cost, Direction, SanafeArchitecture } from './architecture.ts';
import { addCosts, type Pricing } from './pricing.ts';

const IMPORTED_SET = 'imported';

/** Network on chip of SANA-FE's cycle model, compiled into the program: subnets, flits of a buffer, clock. */
const BOOKSIM = { subnets: 2, bufferFlits: 8, clockNs: 1, flitsPerPacket: 1 };
const NEURONS = ['sanafe-lif', 'sanafe-truenorth', 'sanafe-periodic'];
const UNTOLD = 'not stated in the file, and used by nothing';

/**
 * The chip as SANA-FE 2.2.1 models it: no limits but neurons a core, no static power, no host; a packet's work at its
 * destination belongs to the step that sends it, and a step does not wait for hops. Throws InputError E_SANAFE_UNITS
 * where hops to opposite sides differ in cost.
 */
export function profileOfArchitecture(
  architecture: SanafeArchitecture,
  pricing: Pricing,
): ChipProfile {
  const { width, height, coresPerTile, source } = architecture;
  const cite = citer(`SANA-FE architecture file ${baseName(source.file)}`);
  const program = 'SANA-FE 2.2.1 with BookSim 2 (github.com/SLAM-Lab/SANA-FE)';
  return {
    name: profileName(architecture.name),
    title: `${architecture.name} (imported from SANA-FE)`,
    description: `Architecture of ${baseName(source.file)}, read as SANA-FE 2.2.1 reads it: capacity is limited by neurons a core alone, and there is no static power and no host.`,
    technology: { processNm: untold(1), dieMm2: untold(1) },
    sync: 'barrier',
    grid: {
      tilesX: width,
      tilesY: height,
      coresPerTile,
      chipsMax: 1,
      source: `SANA-FE architecture file ${baseName(source.file)}`,
      basis: 'derived',
    },
    network: {
      topology: 'mesh',
      routing: 'xy',
      cast: 'unicast',
      payload: 'binary',
      planes: { value: BOOKSIM.subnets, source: program, basis: 'assumed' },
      planeChoice: 'alternate',
      router: 'iq',
      handshake: 'two-phase',
      flitsPerPacket: { value: BOOKSIM.flitsPerPacket, source: program, basis: 'assumed' },
      bufferFlits: { value: BOOKSIM.bufferFlits, source: program, basis: 'assumed' },
      source: `${program}: what its cycle model takes, whatever the file says`,
      basis: 'assumed',
    },
    analytic: { service: 'sending-step', flight: false, linkPackets: architecture.linkBufferSize },
    coreTypes: [coreTypeOf(architecture, cite)],
    defaultParameterSet: IMPORTED_SET,
    parameterSets: { [IMPORTED_SET]: parameterSetOf(architecture, pricing, cite) },
  };
}

type Citer = (value: number, note?: string, basis?: Basis) => Cited;

function citer(source: string): Citer {
  return (value, note, basis = 'derived') => ({
    value,
    source,
    basis,
    ...(note === undefined ? {} : { note }),
  });
}

function untold(value: number): Cited {
  return { value, source: UNTOLD, basis: 'assumed' };
}

function coreTypeOf({ neuronsMax }: SanafeArchitecture, cite: Citer): CoreType {
  const none: Cited = { value: UNLIMITED, source: 'SANA-FE has no such limit', basis: 'assumed' };
  return {
    name: 'core',
    controller: 'step',
    tiles: 'all',
    neuronModels: NEURONS.map((name) => ({
      name,
      runs: [name],
      resets: ['zero', 'subtract', 'none'],
      lowerClamp: true,
    })),
    limits: {
      compartments: cite(neuronsMax),
      inputAxons: none,
      outputAxons: none,
      synapseMemoryBits: none,
      delayStepsMax: {
        value: 5,
        source: 'SANA-FE 2.2.1, accumulator_with_delay',
        basis: 'derived',
      },
      compartmentProfiles: none,
      thresholdProfiles: none,
      synapseFormats: none,
      voltageRanges: none,
    },
    registers: {
      weightBits: Array.from({ length: 16 }, (_, k) => k + 1),
      weightExp: [-31, 31],
      decayBits: 16,
      thresholdMantissaBits: 31,
      biasMantissaBits: 16,
      biasExp: [-31, 31],
      refractorySteps: [0, 255],
      stateBits: 32,
    },
    synapseMemory: {
      blockSynapses: 64,
      headerBits: 0,
      wordBits: 1,
      delayBits: 3,
      tagBits: 0,
      weightBits: [16],
      indexBits: [0, 22],
      sharesConvKernels: true,
      source:
        'SANA-FE has no synapse memory: a weight of 16 bits and an index of 22 are counted, and limited by nothing',
      basis: 'assumed',
    },
    learning: 'none',
  };
}

function parameterSetOf(
  architecture: SanafeArchitecture,
  { soma, kinds }: Pricing,
  cite: Citer,
): ParameterSet {
  const { axonIn, axonOut, hops, source } = architecture;
  const eastWest = oneCost(architecture, hops, 'east', 'west');
  const northSouth = oneCost(architecture, hops, 'north', 'south');
  const synapse = (kind: SynapseKind): PricedCost => {
    const use = kinds.get(kind);
    if (!use)
      return {
        cost: addCosts(undefined, undefined),
        note: 'No unit of the network is of this kind.',
      };
    const { process_spike: own } = use.synapse.costs;
    const { update } = use.dendrite.costs;
    const note = `Unit ${use.synapse.name} with dendrite ${use.dendrite.name}.`;
    return { cost: addCosts(own, update), note };
  };
  const none: PricedCost = {
    cost: addCosts(undefined, undefined),
    note: 'SANA-FE has no such event.',
  };
  const somaCost = (name: string): PricedCost => ({
    cost: addCosts(soma.costs[name], undefined),
    note: `Unit ${soma.name}.`,
  });
  const costs: Readonly<Record<Exclude<EventKind, OptionalEventKind>, PricedCost>> = {
    synapseDense: synapse('dense'),
    synapseSparse: synapse('sparse'),
    synapseConv: synapse('conv'),
    neuronAccess: somaCost('access_neuron'),
    neuronUpdate: somaCost('update_neuron'),
    neuronSpike: somaCost('spike_out'),
    learningUpdate: none,
    axonOut: { cost: axonOut },
    axonIn: { cost: axonIn },
    packetWithinTile: none,
    hopEastWest: { cost: eastWest },
    hopNorthSouth: { cost: northSouth },
    hopBetweenChips: none,
    barrier: none,
  };
  const { barrier: _, ...timed } = costs;
  const clock: Cited = {
    value: BOOKSIM.clockNs,
    source: 'SANA-FE 2.2.1: clock of its cycle model',
    basis: 'assumed',
  };
  return {
    title: `${baseName(source.file)} (SANA-FE)`,
    supplyV: untold(1),
    energyPj: {
      ...mapCosts(costs, ({ cost, note }) => cite(scaled(cost.energyJ, 12), note)),
      ...NO_OPTIONAL_EVENTS,
    },
    timeNs: {
      ...mapCosts(timed, ({ cost, note }) => cite(scaled(cost.latencyS, 9), note)),
      ...NO_OPTIONAL_EVENTS,
    },
    hopCycleNs: { withinTile: clock, eastWest: clock, northSouth: clock, chip: clock },
    barrierNs: barrierRows(architecture, cite),
    staticMw: {},
    host: NO_HOST,
  };
}

interface PricedCost {
  readonly cost: Cost;
  readonly note?: string;
}

function mapCosts<K extends string>(
  costs: Readonly<Record<K, PricedCost>>,
  cite: (cost: PricedCost) => Cited,
): Record<K, Cited> {
  const entries = Object.entries<PricedCost>(costs).map(([kind, cost]) => [kind, cite(cost)]);
  return Object.fromEntries(entries) as Record<K, Cited>;
}

/** SANA-FE's rows begin at a number of tiles, a profile's end at one. */
function barrierRows({ sync }: SanafeArchitecture, cite: Citer): ParameterSet['barrierNs'] {
  return sync.flatMap(({ latencyS }, k) => {
    const next = sync[k + 1];
    const tilesMax = next ? next.tilesMin - 1 : UNLIMITED;
    return tilesMax < 1 ? [] : [{ tilesMax, timeNs: cite(scaled(latencyS, 9)) }];
  });
}

function oneCost(
  { source }: SanafeArchitecture,
  hops: SanafeArchitecture['hops'],
  one: Direction,
  other: Direction,
): Cost {
  for (const cost of ['energyJ', 'latencyS'] as const) {
    for (const way of [one, other]) {
      if (hops[way][cost] !== null) continue;
      const name = `${cost === 'energyJ' ? 'energy' : 'latency'}_${way}_hop`;
      throw new InputError('E_SANAFE_COST', `${source.file}: tiles state no ${name}.`);
    }
    if (hops[one][cost] === hops[other][cost]) continue;
    throw new InputError(
      'E_SANAFE_UNITS',
      `${source.file}: a hop ${one} and a hop ${other} differ (${hops[one][cost]} and ${hops[other][cost]}); hops along one axis are priced alike here.`,
    );
  }
  return hops[one];
}

/** Times ten to the `power`, without the digits that only the change of unit brought in. */
function scaled(value: number | null, power: number): number {
  return Number(((value ?? 0) * 10 ** power).toPrecision(15));
}

const NO_HOST_COST: Cited = { value: 0, source: 'SANA-FE has no host', basis: 'assumed' };

const NO_HOST: HostCosts = {
  processorMw: NO_HOST_COST,
  stepNs: NO_HOST_COST,
  inputSpikeNs: NO_HOST_COST,
  outputReadNs: NO_HOST_COST,
  sampleResetNs: NO_HOST_COST,
  inputSpikePj: NO_HOST_COST,
  outputReadPj: NO_HOST_COST,
};

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** A name that profiles may have. */
function profileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z]+/, '');
  return plain === '' ? 'imported' : plain.slice(0, 64);
}

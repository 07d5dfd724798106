/**
 * What a chip profile may say. The descriptions here are what an editor shows while a profile is
 * written; `profile.schema.json` is made from them.
 */
import { z } from 'zod';
import {
  type AxonFormat,
  type ChipProfile,
  type CoreLimits,
  type CoreNeuronModel,
  type CoreType,
  type DvfsPoint,
  EVENT_KINDS,
  type EventKind,
  HOP_LINKS,
  type HopLink,
  type HostCosts,
  NO_SUCH_EVENT,
  OPTIONAL_EVENT_KINDS,
  type ParameterSet,
  type PopulationAxon,
  type RegisterWidths,
  type SharedRegisters,
  type SynapseMemory,
} from '../src/model/chip.ts';
import { analogSchema } from './analog-schema.ts';
import {
  basisSchema,
  citedCost,
  citedDelay,
  citedLimit,
  citedPositive,
  countSchema,
  sourceSchema,
} from './cited-schema.ts';
import { networkSchema } from './network-schema.ts';

const EVENT_MEANINGS: Readonly<Record<EventKind, string>> = {
  synapseDense: 'One synapse of a dense block adds its weight',
  synapseSparse: 'One synapse of a sparse list adds its weight',
  synapseConv: 'One synapse of a shared kernel adds its weight',
  neuronAccess: 'A compartment is visited in a step',
  neuronUpdate: 'A visited compartment has something to compute',
  neuronSpike: 'A compartment fires',
  learningUpdate: 'The learning rule of one synapse is computed at the end of an epoch',
  axonOut: 'A spike leaves its core: one packet is made',
  axonIn: 'A packet enters a core',
  packetWithinTile: 'A packet whose source and destination core share a router',
  hopEastWest: 'A packet crosses one link to the east or west',
  hopNorthSouth: 'A packet crosses one link to the north or south',
  hopBetweenChips: 'A packet crosses one link from chip to chip',
  barrier: 'All cores of the system end a step together',
  camMatch: 'A content-addressed word answers to a broadcast address',
  hopBetweenTiers: 'A spike crosses one boundary of a stack of dies',
  supplyCharge: 'Analog circuits draw one femtocoulomb from the supply while they wait',
};

const HOP_MEANINGS: Readonly<Record<HopLink, string>> = {
  withinTile: 'between a router and its cores',
  eastWest: 'to the east or west (and of any direction not named here)',
  northSouth: 'to the north or south',
  chip: 'from chip to chip',
};

const nameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'expected a name: a letter, then letters, digits, . _ -')
  .describe('A short name: a letter, then letters, digits, dots, dashes.');

const text = (description: string): z.ZodType<string> =>
  z.string().trim().min(1).max(4000).describe(description);

const range = (least: number, most: number, description: string): z.ZodType<[number, number]> =>
  z
    .tuple([z.int().min(least).max(most), z.int().min(least).max(most)])
    .refine(([low, high]) => low <= high, 'expected [low, high] with low at most high')
    .describe(description);

const ascending = (least: number, most: number, description: string): z.ZodType<number[]> =>
  z
    .array(z.int().min(least).max(most))
    .min(1)
    .max(64)
    .refine((values) => values.every((value, i) => i === 0 || value > values[i - 1]!), {
      error: 'expected numbers that rise',
    })
    .describe(description);

const limitsSchema: z.ZodType<CoreLimits> = z
  .strictObject({
    compartments: citedLimit.describe('Compartments of one core.'),
    inputAxons: citedLimit.describe('Input axons of one core.'),
    outputAxons: citedLimit.describe('Output axons (core-to-core edges) of one core.'),
    synapseMemoryBits: citedLimit.describe('Bits of synapse memory of one core.'),
    delayStepsMax: citedDelay.describe('Longest synaptic delay in timesteps.'),
    compartmentProfiles: citedLimit.describe('Distinct sets of compartment registers on one core.'),
    thresholdProfiles: citedLimit.describe('Distinct thresholds on one core.'),
    synapseFormats: citedLimit.describe('Distinct formats of synapses on one core.'),
    voltageRanges: citedLimit.describe(
      'Distinct sets of the registers that all compartments of a core share.',
    ),
    fanIn: citedLimit
      .describe("Incoming synapses of one neuron, where more than the core's tables bound them.")
      .exactOptional(),
  })
  .describe('Hard limits of one core.');

const registersSchema: z.ZodType<RegisterWidths> = z
  .strictObject({
    weightBits: ascending(1, 16, 'Bits of a weight mantissa that may be chosen, sign included.'),
    weightExp: range(-32, 31, 'Least and greatest weight exponent.'),
    decayBits: z.int().min(1).max(16).describe('Bits of the decay registers.'),
    thresholdMantissaBits: z.int().min(1).max(31).describe('Bits of the threshold mantissa.'),
    biasMantissaBits: z.int().min(1).max(16).describe('Bits of the bias mantissa, sign included.'),
    biasExp: range(-32, 31, 'Least and greatest bias exponent.'),
    refractorySteps: range(0, 255, 'Least and greatest refractory period in timesteps.'),
    stateBits: z.int().min(2).max(32).describe('Bits of current and voltage, sign included.'),
  })
  .describe('Ranges and widths of the registers of a core.');

const memorySchema: z.ZodType<SynapseMemory> = z
  .strictObject({
    blockSynapses: z.int().min(1).max(65536).describe('Most synapses of one block of a list.'),
    headerBits: z.int().min(0).max(4096).describe('Bits of the head of each block.'),
    wordBits: z
      .int()
      .min(1)
      .max(4096)
      .describe('Bits of a memory word; a block fills whole words.'),
    delayBits: z
      .int()
      .min(0)
      .max(16)
      .describe('Bits of the delay field where a projection has delays.'),
    tagBits: z.int().min(0).max(64).describe('Bits of the tag of each synapse.'),
    weightBits: ascending(
      1,
      32,
      'Weight widths that can be stored; the first that holds it is used.',
    ),
    indexBits: ascending(0, 32, 'Index widths that can be stored in sparse lists.'),
    sharesConvKernels: z.boolean().describe('True where a kernel is stored once per core.'),
    source: sourceSchema,
    basis: basisSchema,
  })
  .describe('Layout of synapse memory.');

const registerNames = (description: string): z.ZodType<string[]> =>
  z.array(nameSchema).max(64).describe(description);

const sharedRegistersSchema: z.ZodType<SharedRegisters> = z
  .strictObject({
    compartmentProfiles: registerNames('Registers of a compartment profile.'),
    thresholdProfiles: registerNames('Registers of a threshold profile.'),
    voltageRanges: registerNames('Registers that all compartments of a core share.'),
    source: sourceSchema,
    basis: basisSchema,
  })
  .describe('Registers kept in tables of the core, whose distinct rows are limited.');

const populationAxonSchema: z.ZodType<PopulationAxon> = z
  .strictObject({
    atomBitsMax: z.int().min(0).max(31).describe('Most bits of the atom.'),
    atomBitsFree: z.int().min(0).max(31).describe('Bits of the atom that cost no index bits.'),
    indexBits: z.int().min(0).max(31).describe('Bits of the index of the input axon.'),
    baseBelow: countSchema.describe('Bound of the compartment that a list is relative to.'),
    baseMultiple: z.int().min(1).max(4096).describe('What that compartment is a multiple of.'),
    fromHost: z.boolean().describe('True where events of the host can use it.'),
  })
  .describe('Conditions of an axon that the sources at one position of a convolution share.');

const axonFormatSchema: z.ZodType<AxonFormat> = z.strictObject({
  name: nameSchema.describe('Name of the format.'),
  outputAxons: z.int().min(1).max(1024).describe('Output axons that one way takes.'),
  population: populationAxonSchema.exactOptional(),
  source: sourceSchema,
  basis: basisSchema,
  note: z.string().max(2000).exactOptional().describe('What a reader should know beside it.'),
});

const axonFormatsSchema: z.ZodType<AxonFormat[]> = z
  .array(axonFormatSchema)
  .min(1)
  .max(16)
  .refine(([first]) => first?.population === undefined, {
    error: 'expected first a format without "population", for lists of any kind',
  })
  .refine((formats) => new Set(formats.map(({ name }) => name)).size === formats.length, {
    error: 'expected formats of different names',
  })
  .describe('Ways to address input axons, the general one first.');

const neuronModelSchema: z.ZodType<CoreNeuronModel> = z.strictObject({
  name: nameSchema.describe('Neuron model of the emulator.'),
  runs: z.array(nameSchema).min(1).describe('Models of a network that may be lowered onto it.'),
  resets: z
    .array(z.enum(['zero', 'subtract', 'none']))
    .min(1)
    .describe('What a spike can do to v.'),
  lowerClamp: z.boolean().describe('True where a lower clamp of the voltage can be set.'),
});

const learningSchema: z.ZodType<CoreType['learning']> = z
  .union(
    [
      z.literal('none'),
      z.strictObject({
        rules: z.literal('sum-of-products').describe('Form of the learning rules.'),
        inputAxons: citedLimit.describe('Input axons that a source with a learning synapse takes.'),
        tagBits: citedLimit.describe('Bits of the tag of a synapse whose rule reads it.'),
      }),
    ],
    { error: 'expected "none", or a mapping with rules: sum-of-products, inputAxons and tagBits' },
  )
  .describe('Weights that change on the chip: none, or what learning takes.');

const tileSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

const tilesSchema: z.ZodType<CoreType['tiles']> = z
  .union([z.literal('all'), z.array(tileSchema).min(1).max(65536)], {
    error: 'expected "all", or a list of [x, y] pairs of whole numbers',
  })
  .describe('Tiles filled with this type: all, or [x, y] pairs.');

const coreTypeSchema: z.ZodType<CoreType> = z.strictObject({
  name: nameSchema,
  controller: z
    .enum(['step', 'sweep', 'event', 'cpu', 'analog'])
    .describe('How a core works through its events.'),
  neuronModels: z.array(neuronModelSchema).min(1).describe('Neuron models that the core runs.'),
  limits: limitsSchema,
  registers: registersSchema,
  synapseMemory: memorySchema,
  sharedRegisters: sharedRegistersSchema.exactOptional(),
  axonFormats: axonFormatsSchema.exactOptional(),
  learning: learningSchema,
  analog: analogSchema.exactOptional(),
  tiles: tilesSchema,
});

const hostSchema: z.ZodType<HostCosts> = z
  .strictObject({
    processorMw: citedCost.describe('Power of the host while the network runs, milliwatt.'),
    stepNs: citedCost.describe('Host time of a timestep, nanosecond.'),
    inputSpikeNs: citedCost.describe('Host time of an input spike, nanosecond.'),
    outputReadNs: citedCost.describe('Host time of reading an output, nanosecond.'),
    sampleResetNs: citedCost.describe('Host time between two samples, nanosecond.'),
    inputSpikePj: citedCost.describe('Host energy of an input spike, picojoule.'),
    outputReadPj: citedCost.describe('Host energy of reading an output, picojoule.'),
    stepPj: citedCost
      .describe("Host energy of a step beyond its processor's power, picojoule.")
      .exactOptional(),
  })
  .describe('Costs of the host processor and of input and output, reported apart from the chip.');

const barrierRowSchema = z.strictObject({
  tilesMax: countSchema.describe('Most tiles in use for which this row counts.'),
  timeNs: citedCost.describe('Time of the barrier, nanosecond.'),
});

const barrierSchema: z.ZodType<ParameterSet['barrierNs']> = z
  .array(barrierRowSchema)
  .min(1)
  .max(1024)
  .superRefine((rows, context) => {
    rows.forEach((row, i) => {
      const before = rows[i - 1];
      if (before === undefined || row.tilesMax > before.tilesMax) return;
      const message = `${row.tilesMax} does not rise above the ${before.tilesMax} of the row before`;
      context.addIssue({ code: 'custom', path: [i, 'tilesMax'], message });
    });
  })
  .describe('Barrier time by tiles in use: the first row whose tilesMax holds them counts.');

const dvfsSchema: z.ZodType<readonly DvfsPoint[]> = z
  .array(
    z.strictObject({
      supplyV: citedPositive.describe('Another supply voltage, volt.'),
      timeFactor: citedPositive.describe('Times there, relative to those of this set.'),
    }),
  )
  .min(1)
  .max(64)
  .describe('Supply voltages at which the chip was timed.');

const parameterSetSchema: z.ZodType<ParameterSet> = z.strictObject({
  title: text('What to call this table in a report.'),
  supplyV: citedPositive.describe('Supply voltage for which the costs hold, volt.'),
  dvfs: dvfsSchema.exactOptional(),
  energyPj: energySchema().describe('Energy of one event of each kind, picojoule.'),
  timeNs: timeSchema().describe('Time that one event of each kind takes, nanosecond.'),
  hopCycleNs: hopCycleSchema(),
  barrierNs: barrierSchema,
  staticMw: z
    .record(nameSchema, citedCost.describe('Power of one rail, milliwatt.'))
    .describe('Power of each rail of a powered chip whatever it does, milliwatt.'),
  host: hostSchema,
});

function energySchema(): z.ZodType<ParameterSet['energyPj']> {
  return z.strictObject(costsOf(EVENT_KINDS, 'picojoule'));
}

function timeSchema(): z.ZodType<ParameterSet['timeNs']> {
  const kinds = EVENT_KINDS.filter((kind) => kind !== 'barrier');
  return z.strictObject(costsOf(kinds, 'nanosecond'));
}

function hopCycleSchema(): z.ZodType<ParameterSet['hopCycleNs']> {
  const entries = HOP_LINKS.map((link) => [
    link,
    citedPositive.describe(
      `Least time between two flits on a link ${HOP_MEANINGS[link]}, nanosecond.`,
    ),
  ]);
  return z
    .strictObject(Object.fromEntries(entries) as Record<HopLink, typeof citedPositive>)
    .describe('Least time between two flits on a link: what a busy link can carry, nanosecond.');
}

function costsOf<K extends EventKind>(
  kinds: readonly K[],
  unit: string,
): Record<K, typeof citedCost> {
  const optional: readonly EventKind[] = OPTIONAL_EVENT_KINDS;
  const entries = kinds.map((kind) => {
    const cost = citedCost.describe(`${EVENT_MEANINGS[kind]}, ${unit}.`);
    return [kind, optional.includes(kind) ? cost.default(NO_SUCH_EVENT) : cost];
  });
  return Object.fromEntries(entries) as Record<K, typeof citedCost>;
}

const gridSchema: z.ZodType<ChipProfile['grid']> = z
  .strictObject({
    tilesX: z.int().min(1).max(4096).describe('Tiles from west to east.'),
    tilesY: z.int().min(1).max(4096).describe('Tiles from north to south.'),
    coresPerTile: z.int().min(1).max(4096).describe('Cores that share a router.'),
    chipsMax: z.int().min(1).max(65536).describe('Most chips that one system joins.'),
    source: sourceSchema,
    basis: basisSchema,
  })
  .describe('Chip, tiles and cores.');

/** A resolved profile: what stands in a file once `extends` is followed. */
export const profileSchema: z.ZodType<ChipProfile> = z.strictObject({
  name: nameSchema.describe('Name of the chip.'),
  title: text('What to call the chip in a report.'),
  description: text('What the chip is, and where its figures come from.'),
  technology: z
    .strictObject({
      processNm: citedPositive.describe('Name of the process node, nanometre.'),
      dieMm2: citedPositive.describe('Area of the die, square millimetre.'),
    })
    .describe('Process and die.'),
  sync: z
    .enum(['barrier', 'tick', 'free-running'])
    .describe('What ends a timestep: all cores, a clock, or nothing.'),
  grid: gridSchema,
  network: networkSchema,
  analytic: z
    .strictObject({
      service: z
        .enum(['acting-step', 'sending-step'])
        .describe("Step to which a packet's work at its destination belongs."),
      flight: z.boolean().describe('Whether a step waits for the way of its slowest packet.'),
      linkPackets: z
        .number()
        .positive()
        .exactOptional()
        .describe('Packets that a link takes in before their senders wait (timing detailed).'),
    })
    .describe('What the analytic time models take for the length of a step.')
    .exactOptional(),
  coreTypes: z.array(coreTypeSchema).min(1).max(64).describe('Kinds of cores.'),
  defaultParameterSet: nameSchema.describe('Parameter set that counts where none is asked for.'),
  parameterSets: z
    .record(nameSchema, parameterSetSchema)
    .describe('Published tables of costs; they are never mixed.'),
});

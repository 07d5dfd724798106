/** The options that `run`, `emulate` and `simulate` share: declared, checked and turned into values once. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { AnalogOptions } from '../../compiler/analog/options.ts';
import type { Pace } from '../../emulator/account.ts';
import type { ProbeRequest } from '../../emulator/probes.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import { type Budget, parseBudget } from './budget.ts';

/** What the command line gave, as text. */
export interface RawRunOptions {
  readonly input?: string;
  readonly labels?: string;
  readonly samples?: string;
  readonly steps?: string;
  readonly dt?: string;
  readonly binOrigin: 'first' | 'zero';
  readonly binRounding: 'floor' | 'nearest-even';
  readonly binValue: 'count' | 'binary' | 'error';
  readonly coding: 'rate' | 'latency' | 'current';
  readonly gain?: string;
  readonly betweenSamples: 'reset' | 'continue';
  readonly reset: 'zero' | 'subtract';
  readonly emulateReset?: boolean;
  readonly splitNeurons?: boolean;
  readonly effort?: 'fast' | 'normal' | 'best';
  readonly activity?: 'uniform' | 'measured';
  readonly vMin?: string;
  readonly spikeCharge: 'auto' | 'current' | 'charge';
  readonly currentOrder: 'new' | 'old';
  readonly chips?: string;
  readonly weightBits?: string;
  readonly timeScale?: string;
  readonly leakMatch?: AnalogOptions['leakMatch'];
  readonly tiers?: AnalogOptions['tiers'];
  readonly compensateTsv?: boolean;
  readonly calibrate?: string;
  readonly calibrateSamples?: string;
  readonly calibration?: 'max-abs' | 'mse' | 'search';
  readonly timing: 'none' | 'analytic' | 'detailed' | 'cycle';
  readonly pace: Pace;
  readonly params?: string;
  readonly instance?: string;
  readonly instances?: string;
  readonly temperature?: string;
  readonly vias?: string;
  readonly mismatch?: string;
  readonly arithmetic?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly probe?: string[];
  readonly compare?: boolean;
  readonly earlyExit?: string;
  readonly budget?: string;
  readonly out?: string;
  readonly report?: string;
  readonly spikesNir?: string;
  readonly tracePackets?: string;
  readonly json?: boolean;
  readonly stable?: boolean;
}

/** The same, checked: what commands work with. */
export interface RunOptions
  extends Omit<
    RawRunOptions,
    | 'samples'
    | 'steps'
    | 'dt'
    | 'gain'
    | 'vMin'
    | 'chips'
    | 'seed'
    | 'arithmetic'
    | 'weightBits'
    | 'timeScale'
    | 'leakMatch'
    | 'tiers'
    | 'compensateTsv'
    | 'calibrateSamples'
    | 'calibration'
    | 'workers'
    | 'probe'
    | 'earlyExit'
    | 'budget'
    | 'emulateReset'
    | 'instance'
    | 'instances'
    | 'temperature'
    | 'vias'
    | 'mismatch'
    | 'compare'
    | 'json'
    | 'stable'
  > {
  readonly samples: number | null;
  readonly steps: number | null;
  readonly simulation: SimulationOptions;
  /** False where dt was left at its default. */
  readonly dtGiven: boolean;
  readonly gain: number;
  readonly emulateReset: boolean;
  readonly chips: number;
  readonly arithmetic: string;
  /** False where the arithmetic was left at its default. */
  readonly arithmeticGiven: boolean;
  readonly seed: string;
  /** False where the seed was left at its default. */
  readonly seedGiven: boolean;
  readonly weightBits: number;
  /** False where the weight bits were left at their default, which analog chips take as up to so many. */
  readonly weightBitsGiven: boolean;
  readonly analog: AnalogOptions;
  /** `search` exactly where there are samples to calibrate on. */
  readonly calibration: 'max-abs' | 'mse' | 'search';
  readonly calibrateSamples: number;
  readonly workers: number | null;
  readonly probes: readonly ProbeRequest[];
  readonly compare: boolean;
  readonly earlyExitMargin: number | null;
  readonly budget: Budget;
  /** Serial number of the analog chip; null for one without mismatch. */
  readonly instance: number | null;
  /** Chips to run all samples on again. */
  readonly instances: number | null;
  readonly temperatureK: number | null;
  /** Vias to add to each membrane, one study point each. */
  readonly vias: readonly number[] | null;
  /** Multiples of the profile's mismatch, one study point each. */
  readonly mismatch: readonly number[] | null;
  readonly json: boolean;
  readonly stable: boolean;
}

const DEFAULT_DT_S = 1e-3;
/** Kept equal to the list of compiler/arithmetic.ts by a test; the help must not load the compiler. */
export const ARITHMETIC_NAMES: readonly string[] = ['lava', 'brian2loihi', 'nengoloihi', 'sanafe'];

const DEFAULT_SEED = '1';
const DEFAULT_CALIBRATE_SAMPLES = 10;

type Coding = RawRunOptions['coding'];

/** Adds input options: what is fed in and how it is binned. `dtDefault` says in words which dt is taken. */
export function addInputOptions(
  command: Command,
  codings: readonly Coding[],
  dtDefault: string = String(DEFAULT_DT_S),
): Command {
  command
    .option(
      '--input <path>',
      'event file, spike CSV, .npy/.npz, or a folder of samples (default: silence)',
    )
    .option('--labels <file>', "JSON object or CSV `sample,label` (default: the input file's own)")
    .option('--samples <n>', 'use the first n samples (default: all)');
  return addReadingOptions(command, codings, dtDefault).addOption(
    new Option('--between-samples <b>', 'state between samples')
      .choices(['reset', 'continue'])
      .default('reset'),
  );
}

/** Adds options on how recordings become steps. */
export function addReadingOptions(
  command: Command,
  codings: readonly Coding[],
  dtDefault: string = String(DEFAULT_DT_S),
): Command {
  return command
    .option('--steps <n>', 'input steps per sample (default: the longest recording)')
    .option('--dt <seconds>', `length of a step (default: ${dtDefault})`)
    .addOption(
      new Option('--bin-origin <o>', 'time 0 of a recording')
        .choices(['first', 'zero'])
        .default('first'),
    )
    .addOption(
      new Option('--bin-rounding <r>', 'time to step')
        .choices(['floor', 'nearest-even'])
        .default('floor'),
    )
    .addOption(
      new Option('--bin-value <v>', 'several events in one bin')
        .choices(['count', 'binary', 'error'])
        .default('count'),
    )
    .addOption(
      new Option('--coding <c>', 'how dense frames become input').choices(codings).default('rate'),
    )
    .option('--gain <x>', 'factor on frame values before coding (default: 1)');
}

/** Adds options on how weights get their scale and rounding. */
export function addCalibrationOptions(command: Command): Command {
  return command
    .option(
      '--calibrate <path>',
      'choose scales and roundings by running samples, read as --input would be (default: none)',
    )
    .option(
      '--calibrate-samples <n>',
      `calibrate on up to the first n (default: ${DEFAULT_CALIBRATE_SAMPLES})`,
    )
    .addOption(
      new Option(
        '--calibration <c>',
        'max-abs (default), mse: clip for the least squared error, search (default with --calibrate)',
      ).choices(['max-abs', 'mse', 'search']),
    );
}

/** Adds options on how equations become steps. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--reset <kind>', 'voltage after a spike')
        .choices(['zero', 'subtract'])
        .default('zero'),
    )
    .option('--v-min <v>', 'lower clamp of the voltage (default: none)')
    .addOption(
      new Option('--spike-charge <c>', 'size of a one-step spike')
        .choices(['auto', 'current', 'charge'])
        .default('auto'),
    )
    .addOption(
      new Option('--current-order <o>', 'synaptic current that the membrane sees')
        .choices(['new', 'old'])
        .default('new'),
    );
}

/** What `map` and `compile` place for; kept equal to the list of compiler/place by a test. */
export const PLACE_FOR_NAMES: readonly string[] = ['hops', 'worst-link', 'multicast'];

export function placeForOption(): Option {
  return new Option(
    '--place-for <goal>',
    'few hops (default), a light busiest link, or few links of multicast trees',
  ).choices(PLACE_FOR_NAMES);
}

/** Adds options of the mapping. */
export function addMappingOptions(command: Command): Command {
  return command
    .option(
      '--partitioner <name>',
      'how neurons find cores: auto (default), structured, multilevel, greedy, sequential, balanced (default of --remap)',
    )
    .addOption(
      new Option('--effort <level>', 'how long to search for a mapping (default: normal)').choices([
        'fast',
        'normal',
        'best',
      ]),
    )
    .addOption(
      new Option(
        '--activity <a>',
        'spikes that a mapping is made for: of the first samples (measured: default where there are any), or of all neurons alike',
      ).choices(['measured', 'uniform']),
    )
    .option(
      '--placer <name>',
      'how parts find cores: anneal (default), bisect, spectral, row-major, snake',
    )
    .addOption(placeForOption())
    .option(
      '--constraints <file>',
      'YAML file: neurons pinned to cores, cores and links to avoid, who is together or apart (default: none)',
    )
    .option('--remap', 'map anew a network that brings its mapping (files of SANA-FE)')
    .option('--chips <n>', 'chips that may be used (default: 1)')
    .option(
      '--weight-bits <n>',
      'bits of a weight, sign included (default: 8, or the most that an analog chip has)',
    )
    .option('--emulate-reset', 'allow a subtract reset by a self-synapse, one step late')
    .option(
      '--time-scale <s>',
      'on analog chips, network seconds per chip second: auto (default), real, or a number',
    )
    .addOption(
      new Option(
        '--leak-match <m>',
        "analog leaks have the network's slope at rest, or take its charge over the swing",
      )
        .choices(['slope', 'swing'])
        .default('slope'),
    )
    .addOption(
      new Option('--tiers <t>', 'which neurons of a stack stand on which tier')
        .choices(['optimize', 'sequential', 'spread'])
        .default('optimize'),
    )
    .option('--compensate-tsv', 'raise the currents of membranes that cross tiers')
    .option(
      '--split-neurons',
      'cut neurons that no core holds: partial sums for inputs, copies for outputs',
    )
    .addOption(
      new Option(
        '--arithmetic <mode>',
        `the chip's integer semantics (default: ${ARITHMETIC_NAMES[0]})`,
      ).choices(ARITHMETIC_NAMES),
    )
    .option('--params <set>', "parameter set of the profile (default: the profile's own)");
}

/** Adds options of an emulated run. */
export function addEmulationOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--timing <t>',
        'time model: critical path of each step, routes that fill up (detailed), or every packet through the routers (cycle)',
      )
        .choices(['none', 'analytic', 'detailed', 'cycle'])
        .default('analytic'),
    )
    .option(
      '--trace-packets <file>',
      'with --timing cycle: a CSV row for each packet and destination',
    )
    .addOption(
      new Option('--pace <p>', 'next step at once, or at least dt per step')
        .choices(['fast', 'realtime'])
        .default('fast'),
    )
    .option(
      '--probe <pop:var>',
      'record u or v of a population in the run folder; may be given again',
      (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
    )
    .option('--early-exit <rule>', 'leave a sample once its winner leads, e.g. margin=5')
    .option(
      '--budget <limits>',
      'exit 1 beyond limits, e.g. energy=1uJ,latency=5ms,power=100mW,cores=4,accuracy=0.97',
    )
    .option('--report <file>', 'write a self-contained report page');
}

/** Adds options of chips whose devices differ. */
export function addAnalogOptions(command: Command): Command {
  return command
    .option('--temperature <t>', 'of an analog chip, e.g. 27C or 300K (default: its reference)')
    .option('--instance <n>', 'run on the analog chip of this serial number, whose devices differ')
    .option(
      '--instances <n>',
      'run all samples again on so many chips: spread of accuracy and rates',
    )
    .option('--vias <list>', 'accuracy with more vias on each membrane, e.g. 0,1,2,4,8')
    .option(
      '--mismatch <list>',
      "with --instances: accuracy at multiples of the profile's mismatch, e.g. 0,0.5,1,2",
    );
}

/** Adds the seed, for commands that start from a network. */
export function addSeedOption(command: Command): Command {
  return command.option('--seed <text>', `seed of everything random (default: ${DEFAULT_SEED})`);
}

/** Adds options every command has that yields a summary. */
export function addResultOptions(command: Command): Command {
  return command
    .option('--workers <n>', 'threads over samples (default: by the number of samples)')
    .option('--out <dir>', 'write a run folder')
    .option('--spikes-nir <file>', 'write the spikes by network step as NIRData (HDF5)')
    .option('--json', 'print summary.json on stdout and nothing else')
    .option(
      '--stable',
      'with --json, --out or --report: leave out what differs between equal runs',
    );
}

/** Throws InputError E_USAGE for a value that no run can have. */
export function checkRunOptions(raw: RawRunOptions): RunOptions {
  if (raw.stable && !raw.json && raw.out === undefined && raw.report === undefined) {
    throw new InputError('E_USAGE', '--stable needs --json, --out or --report.');
  }
  if (raw.calibrateSamples !== undefined && raw.calibrate === undefined) {
    throw new InputError('E_USAGE', '--calibrate-samples has no use without --calibrate.');
  }
  const options: RunOptions = {
    ...raw,
    samples: optional(raw.samples, (text) => integer('--samples', text, 1)),
    steps: optional(raw.steps, (text) => integer('--steps', text, 1, STEPS_MAX)),
    simulation: {
      dtS: raw.dt === undefined ? DEFAULT_DT_S : positive('--dt', raw.dt),
      reset: raw.reset ?? 'zero',
      spikeCharge: raw.spikeCharge ?? 'auto',
      vMin: optional(raw.vMin, (text) => finite('--v-min', text)),
      currentOrder: raw.currentOrder ?? 'new',
    },
    dtGiven: raw.dt !== undefined,
    gain: positive('--gain', raw.gain ?? '1'),
    emulateReset: raw.emulateReset ?? false,
    seed: raw.seed ?? DEFAULT_SEED,
    seedGiven: raw.seed !== undefined,
    arithmetic: raw.arithmetic ?? ARITHMETIC_NAMES[0]!,
    arithmeticGiven: raw.arithmetic !== undefined,
    chips: integer('--chips', raw.chips ?? '1', 1),
    weightBits: integer('--weight-bits', raw.weightBits ?? '8', 1),
    weightBitsGiven: raw.weightBits !== undefined,
    analog: {
      timeScale: parseTimeScale(raw.timeScale ?? 'auto'),
      leakMatch: raw.leakMatch ?? 'slope',
      tiers: raw.tiers ?? 'optimize',
      compensateTsv: raw.compensateTsv ?? false,
    },
    calibration: raw.calibration ?? (raw.calibrate === undefined ? 'max-abs' : 'search'),
    calibrateSamples:
      raw.calibrateSamples === undefined
        ? DEFAULT_CALIBRATE_SAMPLES
        : integer('--calibrate-samples', raw.calibrateSamples, 1),
    workers: optional(raw.workers, (text) => integer('--workers', text, 1, WORKERS_MAX)),
    probes: (raw.probe ?? []).map(parseProbe),
    compare: raw.compare ?? false,
    earlyExitMargin: optional(raw.earlyExit, parseEarlyExit),
    budget: raw.budget === undefined ? {} : parseBudget(raw.budget),
    instance: optional(raw.instance, (text) => integer('--instance', text, 0, INSTANCE_NUMBER_MAX)),
    instances: optional(raw.instances, (text) => integer('--instances', text, 2, INSTANCES_MAX)),
    temperatureK: optional(raw.temperature, parseTemperature),
    vias: optional(raw.vias, (text) =>
      list('--vias', text, (item) => integer('--vias', item, 0, VIAS_MAX)),
    ),
    mismatch: optional(raw.mismatch, (text) =>
      list('--mismatch', text, (item) => notNegative('--mismatch', item)),
    ),
    json: raw.json ?? false,
    stable: raw.stable ?? false,
  };
  checkTogether(options);
  return options;
}

function checkTogether(options: RunOptions): void {
  const streaming = options.betweenSamples === 'continue';
  const unfed = options.input === undefined;
  const clashes: [boolean, string][] = [
    [unfed && options.labels !== undefined, '--labels has no use without --input.'],
    [unfed && options.samples !== null, '--samples has no use without --input.'],
    [
      options.calibration === 'search' && options.calibrate === undefined,
      '--calibration search runs samples: give --calibrate PATH.',
    ],
    [
      options.calibration !== 'search' && options.calibrate !== undefined,
      `--calibration ${options.calibration} needs no samples: leave out --calibrate.`,
    ],
    [
      options.timing === 'none' && options.budget.latency !== undefined,
      '--budget latency needs a time model: leave out --timing none.',
    ],
    [
      options.instance !== null && options.instances !== null,
      '--instances runs chips 0, 1, ...: leave out --instance.',
    ],
    [
      options.mismatch !== null && options.instances === null,
      '--mismatch spreads chips: give --instances N too.',
    ],
    [
      (options.instances ?? options.vias) !== null && streaming,
      '--instances and --vias run each sample by itself: they need --between-samples reset.',
    ],
    [
      options.tracePackets !== undefined && options.timing !== 'cycle',
      '--trace-packets follows each packet: give --timing cycle too.',
    ],
    [
      options.probes.length > 0 && options.out === undefined,
      '--probe writes into the run folder: give --out DIR too.',
    ],
    [streaming && options.compare, '--compare needs --between-samples reset.'],
    [streaming && options.earlyExitMargin !== null, '--early-exit needs --between-samples reset.'],
    [
      streaming && (options.workers ?? 1) > 1,
      '--between-samples continue is one stream: it needs --workers 1.',
    ],
    [
      options.compare && options.earlyExitMargin !== null,
      '--compare runs every step: leave out --early-exit.',
    ],
  ];
  for (const [clash, message] of clashes) if (clash) throw new InputError('E_USAGE', message);
}

/** Distinct values, ascending. */
function list(flag: string, text: string, parse: (item: string) => number): number[] {
  const items = text.split(',');
  if (items.length > LIST_MAX) {
    throw new InputError('E_USAGE', `${flag}: ${items.length} values; at most ${LIST_MAX}.`);
  }
  return [...new Set(items.map(parse))].sort((a, b) => a - b);
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | null {
  return text === undefined ? null : parse(text);
}

const INTEGER_MAX = 2 ** 31 - 1;
/** As people write numbers: no hexadecimal, no `Infinity`, no blanks. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const STEPS_MAX = 100_000_000;
const WORKERS_MAX = 256;
const INSTANCES_MAX = 100_000;
const INSTANCE_NUMBER_MAX = 2 ** 32 - 1;
const VIAS_MAX = 10_000;
const LIST_MAX = 100;
const CELSIUS_ZERO_K = 273.15;

function integer(flag: string, text: string, min: number, max: number = INTEGER_MAX): number {
  const value = Number(text);
  if (DECIMAL.test(text) && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InputError(
    'E_USAGE',
    `${flag} ${text}: a whole number from ${groupDigits(min)} to ${groupDigits(max)} is needed.`,
  );
}

function finite(flag: string, text: string): number {
  const value = Number(text);
  if (DECIMAL.test(text) && Number.isFinite(value)) return value;
  throw new InputError('E_USAGE', `${flag} ${text}: a number is needed.`);
}

function positive(flag: string, text: string): number {
  const value = finite(flag, text);
  if (value > 0) return value;
  throw new InputError('E_USAGE', `${flag} ${text}: a number above 0 is needed.`);
}

function notNegative(flag: string, text: string): number {
  const value = finite(flag, text);
  if (value >= 0) return value;
  throw new InputError('E_USAGE', `${flag} ${text}: a number from 0 up is needed.`);
}

/** In kelvin. */
function parseTemperature(text: string): number {
  const [, number, unit] = /^(.*?)\s*([CK])$/.exec(text) ?? [];
  if (number === undefined) {
    throw new InputError('E_USAGE', `--temperature ${text}: write 27C or 300K.`);
  }
  const kelvin = finite('--temperature', number) + (unit === 'C' ? CELSIUS_ZERO_K : 0);
  if (kelvin > 0) return kelvin;
  throw new InputError('E_USAGE', `--temperature ${text}: that is not above absolute zero.`);
}

function parseTimeScale(text: string): AnalogOptions['timeScale'] {
  if (text === 'auto' || text === 'real') return text;
  if (DECIMAL.test(text) && Number(text) > 0) return Number(text);
  throw new InputError(
    'E_USAGE',
    `--time-scale ${text}: auto, real or a number of network seconds per chip second is needed.`,
  );
}

function parseProbe(text: string): ProbeRequest {
  const colon = text.lastIndexOf(':');
  if (colon > 0 && colon < text.length - 1) {
    return { population: text.slice(0, colon), variable: text.slice(colon + 1) };
  }
  throw new InputError('E_USAGE', `--probe ${text}: write POPULATION:VARIABLE, e.g. hidden:v.`);
}

function parseEarlyExit(text: string): number {
  const [key, value, ...rest] = text.split('=');
  if (key === 'margin' && value !== undefined && rest.length === 0) {
    return integer('--early-exit margin', value, 1);
  }
  throw new InputError('E_USAGE', `--early-exit ${text}: write margin=N, e.g. margin=5.`);
}

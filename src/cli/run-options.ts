/** The options that `run`, `emulate` and `simulate` share: checked and turned into values once. */
import type { AnalogOptions } from '../../compiler/analog/options.ts';
import type { Pace } from '../../emulator/account.ts';
import type { ProbeRequest } from '../../emulator/probes.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import { type Budget, parseBudget } from './budget.ts';
import {
  ARITHMETIC_NAMES,
  type Coding,
  DEFAULT_CALIBRATE_SAMPLES,
  DEFAULT_DT_S,
  DEFAULT_SEED,
} from './run-flags.ts';

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
  readonly coding: Coding;
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

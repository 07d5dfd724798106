import { rateStatistics } from '../../../emulator/analog/mismatch-study.ts';
import { chipInstance } from '../../../emulator/free-running-circuits.ts';
import { createDecoder } from '../../analog/decode.ts';
import type { AnalogCore, AnalogMismatch } from '../../model/analog.ts';
import { InputError } from '../../support/errors.ts';
import type { NeuronOptions } from './options.ts';
import { formatQuantity, parseWhole } from './quantity.ts';
import { closedFormTimes, rateHz } from './rate.ts';
import { circuitOf, type NeuronSetup } from './setup.ts';
import type { Study } from './study.ts';

const CHIPS = 100;
const NEURONS = 100;
const NEURONS_MAX = 2_000_000;
const BINS = 40;

/** Rates of the same neuron on many chips, with all mismatch and with that of one kind of device at a time. */
export function studyMismatch(setup: NeuronSetup, options: NeuronOptions): Study {
  const { chips, neurons } = sizesOf(options);
  const kinds = kindsOf(setup.core.mismatch);
  const found = kinds.map(({ mismatch }) =>
    ratesOf({ ...setup.core, mismatch }, setup, chips, neurons),
  );
  const statistics = found.map(({ ratesHz }) => rateStatistics(ratesHz));
  const nominalHz = rateHz(closedFormTimes(circuitOf({ ...setup, chip: null })));
  const column = (key: string, title: string, unit: 'Hz' | '%', pick: (k: number) => number) => ({
    key,
    title,
    unit,
    values: kinds.map((_, k) => pick(k)),
  });
  const histogram = histogramOf(found[0]!.ratesHz);
  return {
    kind: 'mismatch',
    title: 'Firing rates of one neuron on many chips',
    table: [
      { key: 'devices', title: 'mismatch of', unit: 'text', values: kinds.map(({ name }) => name) },
      column('meanHz', 'mean', 'Hz', (k) => statistics[k]!.meanHz),
      column('stdHz', 'std', 'Hz', (k) => statistics[k]!.stdHz),
      column('cv', 'CV', '%', (k) => statistics[k]!.cv),
      column('silentFraction', 'silent', '%', (k) => statistics[k]!.silentFraction),
      column('deadFraction', 'dead', '%', (k) => found[k]!.dead / (chips * neurons)),
      column('p5Hz', '5 %', 'Hz', (k) => statistics[k]!.p5Hz),
      column('medianHz', 'median', 'Hz', (k) => statistics[k]!.medianHz),
      column('p95Hz', '95 %', 'Hz', (k) => statistics[k]!.p95Hz),
    ],
    samples: null,
    notes: [
      `${chips} chips of seed ${setup.seed} with ${neurons} neurons each; without mismatch ${formatQuantity(nominalHz, 'Hz', 6)}`,
      'silent: below rheobase or dead; dead: a comparator that mismatch keeps from letting go',
    ],
    figures: {
      seed: setup.seed,
      instances: chips,
      neuronsPerInstance: neurons,
      nominalHz,
      histogram,
    },
    plot: {
      title: 'Firing rates of one neuron on many chips',
      x: { title: 'rate', unit: 'Hz', values: histogram.rateHz },
      y: { title: 'neurons', unit: '1' },
      lines: [{ name: 'neurons', ys: histogram.neurons }],
      dots: [],
      bars: true,
    },
  };
}

function sizesOf(options: NeuronOptions): { readonly chips: number; readonly neurons: number } {
  const whole = (flag: string, text: string | undefined, usual: number): number =>
    text === undefined ? usual : parseWhole(flag, text, 1, NEURONS_MAX);
  const chips = whole('--instances', options.instances, CHIPS);
  const neurons = whole('--neurons', options.neurons, NEURONS);
  if (chips * neurons <= NEURONS_MAX) return { chips, neurons };
  throw new InputError(
    'E_USAGE',
    `--instances ${chips} with --neurons ${neurons}: ${chips * neurons} neurons are too many; at most ${NEURONS_MAX}.`,
  );
}

function kindsOf(
  all: AnalogMismatch,
): readonly { readonly name: string; readonly mismatch: AnalogMismatch }[] {
  const none: AnalogMismatch = {
    biasLn: { ...all.biasLn, value: 0 },
    thresholdV: { ...all.thresholdV, value: 0 },
    capacitance: { ...all.capacitance, value: 0 },
    weightUnit: { ...all.weightUnit, value: 0 },
  };
  return [
    { name: 'all devices', mismatch: all },
    { name: 'bias currents', mismatch: { ...none, biasLn: all.biasLn } },
    { name: 'threshold', mismatch: { ...none, thresholdV: all.thresholdV } },
    { name: 'capacitance', mismatch: { ...none, capacitance: all.capacitance } },
  ];
}

function ratesOf(
  core: AnalogCore,
  setup: NeuronSetup,
  chips: number,
  neurons: number,
): { readonly ratesHz: Float64Array; readonly dead: number } {
  const ratesHz = new Float64Array(chips * neurons);
  let dead = 0;
  for (let instance = 0; instance < chips; instance++) {
    const chip = chipInstance(setup.seed, instance);
    const decode = createDecoder(core, { temperatureK: setup.temperatureK, chip });
    for (let index = 0; index < neurons; index++) {
      const { circuit } = decode(setup.registers, index);
      if (circuit === null) dead++;
      else ratesHz[instance * neurons + index] = rateHz(closedFormTimes(circuit));
    }
  }
  return { ratesHz, dead };
}

/** Middles of equal bins, and how many neurons fall into each. */
function histogramOf(ratesHz: Float64Array): {
  readonly rateHz: number[];
  readonly neurons: number[];
} {
  const least = ratesHz.reduce((a, b) => Math.min(a, b), Infinity);
  const most = ratesHz.reduce((a, b) => Math.max(a, b), 0);
  const width = most > least ? (most - least) / BINS : 1;
  const neurons = new Array<number>(BINS).fill(0);
  for (const rate of ratesHz) neurons[Math.min(BINS - 1, Math.floor((rate - least) / width))]!++;
  return { rateHz: neurons.map((_, k) => least + (k + 0.5) * width), neurons };
}

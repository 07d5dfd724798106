import type { NeuronOptions } from './options.ts';
import { celsius, kelvinOf, parseTemperatureK } from './quantity.ts';
import { pointsOf, roundSpread, spread } from './range.ts';
import { closedFormTimes, type FiringTimes, rateHz } from './rate.ts';
import { circuitOf, type NeuronSetup } from './setup.ts';
import type { Study } from './study.ts';

const BIASES = ['constant', 'ptat'] as const;
/** At most, of a sweep for which no number of points is asked. */
const STEPS = 17;

/** Rate by temperature, with bias currents that stay and with such that follow it (PTAT). */
export function studyTemperature(setup: NeuronSetup, options: NeuronOptions): Study {
  const { minK, maxK, referenceK, bias } = setup.core.temperature;
  const fromK = options.from === undefined ? minK.value : parseTemperatureK('--from', options.from);
  const toK = options.to === undefined ? maxK.value : parseTemperatureK('--to', options.to);
  for (const temperatureK of [fromK, toK]) circuitOf(setup, { temperatureK });
  const kelvins = kelvinsOf(fromK, toK, options);
  const [constant, ptat] = BIASES.map((mode) => timesBy(setup, kelvins, mode)) as [Times, Times];
  const degrees = kelvins.map(celsius);
  const spreads = { constant: spreadOf(constant), ptat: spreadOf(ptat) };
  const text = (of: number | null): string =>
    of === null ? 'silent' : `${(100 * of).toPrecision(3)} %`;
  return {
    kind: 'temperature',
    title: 'Firing rate by temperature',
    table: [
      { key: 'temperatureC', title: 'temperature', unit: 'C', values: degrees },
      {
        key: 'constantIntervalS',
        title: 'interval',
        unit: 's',
        values: constant.map((t) => t?.intervalS ?? null),
        digits: 6,
      },
      {
        key: 'constantRateHz',
        title: 'constant bias',
        unit: 'Hz',
        values: constant.map(rateHz),
        digits: 6,
      },
      {
        key: 'ptatIntervalS',
        title: 'interval',
        unit: 's',
        values: ptat.map((t) => t?.intervalS ?? null),
        digits: 6,
      },
      { key: 'ptatRateHz', title: 'PTAT bias', unit: 'Hz', values: ptat.map(rateHz), digits: 6 },
    ],
    samples: null,
    notes: [
      `rates move by ${text(spreads.constant)} with constant bias currents and by ${text(spreads.ptat)} with PTAT ones; input currents follow the biases`,
      `the profile's biases are ${bias === 'ptat' ? 'PTAT' : 'constant'}; its figures hold at ${celsius(referenceK.value)} °C`,
    ],
    figures: { profileBias: bias, referenceK: referenceK.value, relativeSpread: spreads },
    plot: {
      title: 'Firing rate by temperature',
      x: { title: 'temperature', unit: 'C', values: degrees },
      y: { title: 'rate', unit: 'Hz' },
      lines: [
        { name: 'constant bias currents', ys: constant.map(rateHz) },
        { name: 'PTAT bias currents', ys: ptat.map(rateHz) },
      ],
      dots: [],
    },
  };
}

/** Evenly spaced where `--points` says how many there are, else at round degrees Celsius. */
function kelvinsOf(fromK: number, toK: number, options: NeuronOptions): number[] {
  const even = spread(fromK, toK, pointsOf(options, STEPS + 1), 'K');
  if (options.points !== undefined) return even;
  const degrees = roundSpread(celsius(fromK), celsius(toK), STEPS);
  return [fromK, ...degrees.slice(1, -1).map(kelvinOf), toK];
}

type Times = readonly (FiringTimes | null)[];

function timesBy(setup: NeuronSetup, kelvins: readonly number[], bias: 'constant' | 'ptat'): Times {
  const temperature = { ...setup.core.temperature, bias };
  const core = { ...setup.core, temperature };
  return kelvins.map((temperatureK) => closedFormTimes(circuitOf(setup, { core, temperatureK })));
}

/** (highest - lowest) / mean rate; null where all are silent. */
function spreadOf(times: Times): number | null {
  const rates = times.map(rateHz);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return mean > 0 ? (Math.max(...rates) - Math.min(...rates)) / mean : null;
}

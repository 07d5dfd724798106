import type { Circuit } from '../../model/analog-circuit.ts';
import { InputError } from '../../support/errors.ts';
import type { NeuronOptions } from './options.ts';
import { formatQuantity, parseQuantity } from './quantity.ts';
import { pointsOf, spread } from './range.ts';
import { closedFormTimes, engineRateHz, engineTimes, rateHz, rheobaseA } from './rate.ts';
import { circuitOf, codeValue, type NeuronSetup, nearest } from './setup.ts';
import type { Study } from './study.ts';

/** Rate by input current: in closed form, and by the events of the engine. */
export function studyFi(setup: NeuronSetup, options: NeuronOptions): Study {
  const circuit = circuitOf(setup);
  const restA = rheobaseA(circuit);
  const inputs = inputsOf(setup, options, restA);
  const circuits = inputs.map(
    ({ code, currentA }): Circuit =>
      code === null
        ? { ...circuit, inputA: currentA }
        : circuitOf(setup, { registers: { ...setup.registers, input: code } }),
  );
  const closed = circuits.map(closedFormTimes);
  const engine = circuits.map(engineTimes);
  const engineHz = engine.map((times, k) => engineRateHz(closed[k]!, times));
  const differences = closed.map((times, k) => {
    const own = engine[k]!;
    return times && own ? own.intervalS / times.intervalS - 1 : null;
  });
  const worst = Math.max(0, ...differences.map((difference) => Math.abs(difference ?? 0)));
  const limited = closed.filter((times) => times?.isLimited).length;
  const currents = inputs.map(({ currentA }) => currentA);
  return {
    kind: 'fi',
    title: 'Firing rate by input current',
    table: [
      { key: 'inputA', title: 'input', unit: 'A', values: currents },
      ...(setup.isExact
        ? []
        : [
            {
              key: 'inputCode',
              title: 'code',
              unit: '1' as const,
              values: inputs.map(({ code }) => code),
            },
          ]),
      {
        key: 'firstSpikeS',
        title: 'first spike',
        unit: 's',
        values: closed.map((t) => t?.firstS ?? null),
        digits: 6,
      },
      {
        key: 'intervalS',
        title: 'interval',
        unit: 's',
        values: closed.map((t) => t?.intervalS ?? null),
        digits: 6,
      },
      { key: 'rateHz', title: 'rate', unit: 'Hz', values: closed.map(rateHz), digits: 6 },
      {
        key: 'engineRateHz',
        title: 'event engine',
        unit: 'Hz',
        values: engineHz,
        digits: 6,
      },
    ],
    samples: null,
    notes: [
      `rheobase ${formatQuantity(restA, 'A')}: constant input up to here never makes it fire`,
      `closed form and event engine differ by ${worst.toExponential(1)} of the interval at most`,
      ...(limited > 0 ? [`${limited} points are limited by the comparator's bandwidth`] : []),
    ],
    figures: { rheobaseA: restA, engineDifferenceMax: worst, limitedPoints: limited },
    plot: {
      title: 'Firing rate by input current',
      x: { title: 'input current', unit: 'A', values: currents },
      y: { title: 'rate', unit: 'Hz' },
      lines: [{ name: 'closed form', ys: closed.map(rateHz) }],
      dots: [
        { name: 'event engine', xs: currents, ys: engineHz.map((rate) => rate ?? Number.NaN) },
      ],
    },
  };
}

interface InputPoint {
  readonly code: number | null;
  readonly currentA: number;
}

/** Currents of the sweep; without `--exact` those that codes make, each once. */
function inputsOf(setup: NeuronSetup, options: NeuronOptions, restA: number): InputPoint[] {
  const most = setup.isExact
    ? Infinity
    : codeValue(setup.core, 'input', 2 ** setup.core.neuron.input.bits.value - 1);
  const usualA = restA > 0 ? 8 * restA : 4 * Math.abs(circuitOf(setup).inputA);
  const fromA = options.from === undefined ? 0 : parseQuantity('--from', options.from, 'A');
  const toA =
    options.to === undefined
      ? Math.min(most, Math.max(usualA, 2 * fromA))
      : parseQuantity('--to', options.to, 'A');
  const wanted = spread(fromA, toA, pointsOf(options, 33), 'A');
  if (setup.isExact) return wanted.map((currentA) => ({ code: null, currentA }));
  if (Math.max(Math.abs(fromA), Math.abs(toA)) > most * (1 + 1e-9)) {
    throw new InputError(
      'E_NEURON',
      `--from and --to: the chip makes input currents of up to ${formatQuantity(most, 'A')}. Stay within, or give --exact.`,
    );
  }
  const codes = [...new Set(wanted.map((currentA) => nearest(setup.core, 'input', currentA).code))];
  return codes.map((code) => ({ code, currentA: codeValue(setup.core, 'input', code) }));
}

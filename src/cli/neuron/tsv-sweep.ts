import { analogRegisterRanges } from '../../analog/registers.ts';
import { viaCapacitanceF, viaOf } from '../../analog/via.ts';
import type { AnalogCore } from '../../model/analog.ts';
import { tsvCapacitanceF } from '../../physics/tsv.ts';
import { InputError } from '../../support/errors.ts';
import type { NeuronOptions } from './options.ts';
import { formatQuantity, parseQuantity, parseWhole } from './quantity.ts';
import { pointsOf, spread } from './range.ts';
import { closedFormTimes, engineRateHz, engineTimes, rateHz } from './rate.ts';
import { circuitOf, decodeSetup, type NeuronSetup, noStack } from './setup.ts';
import type { Study } from './study.ts';
import type { Table } from './table.ts';

/** Rate by what vias hang on the membrane: by their number, or by a capacitance from `--from 0fF --to 200fF`. */
export function studyTsv(setup: NeuronSetup, options: NeuronOptions): Study {
  const isCapacitance = [options.from, options.to].some(
    (text) => text !== undefined && /f\s*$/i.test(text),
  );
  return isCapacitance ? byCapacitance(setup, options) : byVias(setup, options);
}

function byVias(setup: NeuronSetup, options: NeuronOptions): Study {
  const { stack, neuron } = setup.core;
  if (!stack) throw noStack('--tsv');
  const [, most] = analogRegisterRanges(setup.core).tsvs;
  const from = options.from === undefined ? 0 : parseWhole('--from', options.from, 0, most);
  const to =
    options.to === undefined ? Math.min(most, from + 16) : parseWhole('--to', options.to, 0, most);
  const counts = [
    ...new Set(
      spread(from, to, pointsOf(options, Math.min(to - from + 1, 65)), '1').map(Math.round),
    ),
  ];
  const decoded = counts.map((tsvs) =>
    decodeSetup(setup, { registers: { ...setup.registers, tsvs } }),
  );
  const via = viaOf(stack, setup.temperatureK ?? setup.core.temperature.referenceK.value);
  const { membrane } = circuitOf(setup);
  const swing = membrane.kind === 'dpi' ? null : ([membrane.resetV, membrane.thresholdV] as const);
  const notes = swing === null ? [] : [viaNote(swing[0], swing[1])];
  return study(
    setup,
    [
      { key: 'tsvs', title: 'vias', unit: '1', values: counts },
      { key: 'tsvF', title: 'C of vias', unit: 'F', values: decoded.map(({ tsvF }) => tsvF) },
    ],
    decoded.map((_, k) =>
      circuitOf(setup, { registers: { ...setup.registers, tsvs: counts[k]! } }),
    ),
    { title: 'vias on the membrane', unit: '1', values: counts },
    notes,
  );

  function viaNote(resetV: number, thresholdV: number): string {
    const bumpF = stack!.tsv.bumpF.value;
    const at = (volts: number): string =>
      `${formatQuantity(tsvCapacitanceF(via, volts) + bumpF, 'F')} at ${formatQuantity(volts, 'V')}`;
    const mean = formatQuantity(viaCapacitanceF(stack!, via, resetV, thresholdV), 'F');
    const kind = neuron.kind === 'ota' ? 'reset' : 'least current';
    return `a via with its bump has ${at(resetV)} (${kind}) and ${at(thresholdV)} (threshold); ${mean}, its charge over that swing, is used`;
  }
}

function byCapacitance(setup: NeuronSetup, options: NeuronOptions): Study {
  const fromF = options.from === undefined ? 0 : parseQuantity('--from', options.from, 'F');
  const toF = options.to === undefined ? fromF + 200e-15 : parseQuantity('--to', options.to, 'F');
  if (fromF < 0) throw new InputError('E_USAGE', '--from: a capacitance cannot be negative.');
  const addedF = spread(fromF, toF, pointsOf(options, 21), 'F');
  return study(
    setup,
    [{ key: 'tsvF', title: 'C of vias', unit: 'F', values: addedF }],
    addedF.map((farads) => circuitOf(setup, { core: withAdded(setup.core, farads) })),
    { title: 'capacitance of vias', unit: 'F', values: addedF },
    ['capacitance beside that of the profile, the same at all voltages'],
  );
}

function withAdded(core: AnalogCore, farads: number): AnalogCore {
  const { neuron } = core;
  if (neuron.kind === 'dpi') {
    const { capacitanceF } = neuron;
    const more = { ...capacitanceF, value: capacitanceF.value + farads };
    return { ...core, neuron: { ...neuron, capacitanceF: more } };
  }
  const { parasiticF } = neuron;
  const more = { ...parasiticF, value: parasiticF.value + farads };
  return { ...core, neuron: { ...neuron, parasiticF: more } };
}

function study(
  setup: NeuronSetup,
  first: Table,
  circuits: readonly ReturnType<typeof circuitOf>[],
  x: Study['plot']['x'],
  notes: readonly string[],
): Study {
  const closed = circuits.map(closedFormTimes);
  const engine = circuits.map(engineTimes);
  const rates = closed.map(rateHz);
  const changes = rates.map((rate) => (rates[0]! > 0 ? rate / rates[0]! - 1 : null));
  const worst = closed.map((t, k) => (t && engine[k] ? engine[k].intervalS / t.intervalS - 1 : 0));
  return {
    kind: 'tsv',
    title: 'Firing rate by the capacitance of vias on the membrane',
    table: [
      ...first,
      {
        key: 'capacitanceF',
        title: 'C in all',
        unit: 'F',
        values: circuits.map(({ membrane }) => membrane.capacitanceF),
      },
      {
        key: 'intervalS',
        title: 'interval',
        unit: 's',
        values: closed.map((t) => t?.intervalS ?? null),
        digits: 6,
      },
      { key: 'rateHz', title: 'rate', unit: 'Hz', values: rates, digits: 6 },
      { key: 'change', title: 'change', unit: '%', values: changes, digits: 3 },
    ],
    samples: null,
    notes,
    figures: {
      crossing: setup.core.stack?.crossing ?? null,
      engineDifferenceMax: Math.max(...worst.map(Math.abs)),
    },
    plot: {
      title: 'Firing rate by vias on the membrane',
      x,
      y: { title: 'rate', unit: 'Hz' },
      lines: [{ name: 'closed form', ys: rates }],
      dots: [
        {
          name: 'event engine',
          xs: x.values,
          ys: engine.map((times, k) => engineRateHz(closed[k]!, times) ?? Number.NaN),
        },
      ],
    },
  };
}

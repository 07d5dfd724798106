/** What `neuron` prints for people. */
import pc from 'picocolors';
import { prepareCircuit } from '../../../emulator/analog/circuit.ts';
import { plainText } from '../../report/escape.ts';
import type { Compared, SpiceCheck } from './check-spice.ts';
import { celsius, formatQuantity } from './quantity.ts';
import { circuitOf, decodeSetup, type NeuronSetup } from './setup.ts';
import type { Study } from './study.ts';
import { tableLines } from './table.ts';

/** Ends in a newline. */
export function renderNeuronText(
  setup: NeuronSetup,
  study: Study | null,
  check: SpiceCheck | null,
  colour: boolean,
): string {
  const { bold, dim } = pc.createColors(colour);
  const lines = [bold(plainText(titleOf(setup))), ...setupLines(setup, dim)];
  if (study) {
    const [head, ...rows] = tableLines(study.table);
    lines.push('', bold(study.title), dim(head!), ...rows, '', ...study.notes.map(plainText));
  }
  if (check) lines.push('', ...checkLines(check, bold));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function titleOf(setup: NeuronSetup): string {
  const { profile, coreType, core, temperatureK, chip, index } = setup;
  const atK = temperatureK ?? core.temperature.referenceK.value;
  const which = chip === null ? 'without mismatch' : `neuron ${index} of chip ${chip.instance}`;
  return `${profile.name}/${coreType}: ${core.neuron.kind === 'ota' ? 'OTA' : 'DPI'} neuron at ${celsius(atK)} °C, ${which}`;
}

function setupLines(setup: NeuronSetup, dim: (text: string) => string): string[] {
  const { choices, supplyV } = setup;
  const [head, ...rows] = tableLines([
    {
      key: 'register',
      title: 'register',
      unit: 'text',
      values: choices.map(({ register }) => register),
    },
    { key: 'code', title: 'code', unit: '1', values: choices.map(({ code }) => code ?? 'exact') },
    {
      key: 'makes',
      title: 'makes',
      unit: 'text',
      values: choices.map(({ value, unit }) => formatQuantity(value, unit)),
    },
    {
      key: 'wanted',
      title: 'wanted',
      unit: 'text',
      values: choices.map(({ wanted, unit }) =>
        wanted === null ? '' : formatQuantity(wanted, unit),
      ),
    },
    {
      key: 'error',
      title: 'error',
      unit: '%',
      values: choices.map(({ error }) => error ?? ''),
      digits: 2,
    },
  ]);
  const { tsvF, capacitanceF, staticA } = decodeSetup(setup);
  const { scaleV } = prepareCircuit(circuitOf(setup));
  const vias =
    setup.registers.tsvs > 0
      ? ` (${formatQuantity(tsvF, 'F')} of ${setup.registers.tsvs} vias)`
      : '';
  const saturation =
    setup.core.neuron.kind === 'ota' ? `, leak saturates at ${formatQuantity(scaleV, 'V')}` : '';
  return [
    dim(head!),
    ...rows,
    `membrane ${formatQuantity(capacitanceF, 'F')}${vias}${saturation}; draws ${formatQuantity(staticA, 'A')} from ${supplyV} V between spikes`,
  ];
}

function checkLines(check: SpiceCheck, bold: (text: string) => string): string[] {
  const verdict = check.agrees ? 'agrees' : 'differs by more than the tolerance';
  const row = (
    name: string,
    { ours, ngspice, difference }: Compared,
    tolerance: number,
  ): string => {
    const show = (seconds: number | null): string =>
      seconds === null ? 'no spike' : formatQuantity(seconds, 's', 9);
    const apart =
      difference === null
        ? ''
        : `, ${difference.toExponential(1)} relative (tolerance ${tolerance})`;
    return `${name.padEnd(12)} ${show(ours)} here, ${show(ngspice)} there${apart}`;
  };
  return [
    bold(`${check.version} ${verdict}`),
    row('first spike', check.firstSpikeS, check.tolerance.firstSpike),
    row('interval', check.intervalS, check.tolerance.interval),
  ];
}

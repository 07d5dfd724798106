/** Circuits of an analog core for reading: every figure in its unit, with basis and source. */
import { currentRangeA, timeRangeS, voltageRangeV } from '../analog/codes.ts';
import { siText } from '../analog/si-text.ts';
import { viaCapacitanceF, viaOf } from '../analog/via.ts';
import type { AnalogCore, CurrentDac, TimeDac, VoltageDac } from '../model/analog.ts';
import type { Cited } from '../model/chip.ts';
import { citedLine } from './cited-lines.ts';

/** What the codes reach, then each figure in the order of the profile. */
export function describeAnalogCore(core: AnalogCore): string[] {
  return [...summaryLines(core), ...groupLines('circuits', core, 1)];
}

function summaryLines(core: AnalogCore): string[] {
  const { neuron, synapse, stack } = core;
  const lines = [
    `  leak ${currentText(neuron.leak)}, input ${currentText(neuron.input)} of either sign, refractory ${timeText(neuron.refractory)}`,
    `  weights: ${synapse.kind === 'packet' ? `packets of ${siText(synapse.widthS.value, 's')}` : 'exponential currents'}, unit ${currentText(synapse.unit)}${synapse.tau === undefined ? '' : `, decay ${timeText(synapse.tau)}`}`,
  ];
  if (neuron.kind === 'ota') {
    const sizes = neuron.capacitorsF.map(({ value }) => siText(value, 'F')).join(', ');
    lines.push(`  threshold ${voltageText(neuron.threshold)}, capacitors ${sizes}`);
  } else {
    lines.push(`  threshold ${currentText(neuron.threshold)}, gain ${currentText(neuron.gain)}`);
  }
  if (stack !== undefined) lines.push(stackLine(core, stack));
  return ['  analog circuits', ...lines.map((line) => `  ${line}`)];
}

function stackLine(
  { neuron, temperature }: AnalogCore,
  stack: NonNullable<AnalogCore['stack']>,
): string {
  const via = viaOf(stack, temperature.referenceK.value);
  const lowV = neuron.kind === 'ota' ? neuron.resetV.value : 0;
  const highV = neuron.kind === 'ota' ? neuron.threshold.maxV.value : lowV;
  const onNode = siText(viaCapacitanceF(stack, via, lowV, highV), 'F');
  return `  stack of ${stack.tiers} tiers, ${stack.crossing} nets cross; a via with its bump puts ${onNode} on a membrane between ${siText(lowV, 'V')} and ${siText(highV, 'V')} (oxide ${siText(via.oxideF, 'F')}, depleted ${siText(via.minimumF, 'F')})`;
}

function currentText(dac: CurrentDac): string {
  const { least, most } = currentRangeA(dac);
  return rangeText(least, most, 'A', dac);
}

function timeText(dac: TimeDac): string {
  const { least, most } = timeRangeS(dac);
  return rangeText(least, most, 's', dac);
}

function voltageText(dac: VoltageDac): string {
  const { least, most } = voltageRangeV(dac);
  return rangeText(least, most, 'V', dac);
}

function rangeText(
  least: number,
  most: number,
  unit: string,
  { bits }: { readonly bits: Cited },
): string {
  return `${siText(least, unit)} to ${siText(most, unit)} (${bits.value} bits)`;
}

/** Figures and groups of figures below one another, as the profile has them. */
function groupLines(title: string, group: object, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const words = Object.entries(group).filter(([, value]) => typeof value !== 'object');
  const stated = words.map(([key, value]) => `${key} ${String(value)}`).join(', ');
  const lines = [`${indent}${title}${stated === '' ? '' : `: ${stated}`}`];
  for (const [key, value] of Object.entries(group)) {
    if (typeof value !== 'object' || value === null) continue;
    if ('value' in value) lines.push(`${indent}${figureLine(key, key, value as Cited)}`);
    else if (Array.isArray(value)) {
      value.forEach((item, k) => {
        lines.push(`${indent}${figureLine(`${key}[${k}]`, key, item as Cited)}`);
      });
    } else lines.push(...groupLines(key, value as object, depth + 1));
  }
  return lines;
}

/** Units as they end the names of fields, the longest first. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ['VPerS', 'V/s'],
  ['PerM3', 'per m^3'],
  ['PerK', 'per K'],
  ['A', 'A'],
  ['V', 'V'],
  ['S', 's'],
  ['F', 'F'],
  ['M', 'm'],
  ['K', 'K'],
];

function figureLine(name: string, field: string, cited: Cited): string {
  const unit = UNITS.find(([ending]) => field.endsWith(ending))?.[1];
  if (unit === undefined) return citedLine(name, cited);
  const isPlain = unit.startsWith('per') || unit === 'K';
  return citedLine(name, cited, (value) => (isPlain ? `${value} ${unit}` : siText(value, unit)));
}

/** What the codes of analog cores stand for, as `compile --explain` prints it and as JSON. */
import type { AnalogMapping } from '../../compiler/analog/map-analog.ts';
import type { AnalogStatement, AnalogStatements } from '../../compiler/analog/statements.ts';
import type { TierCrossings, TierReport } from '../../compiler/analog/tiers.ts';
import { groupDigits } from '../support/errors.ts';

/** Populations whose circuits are shown; the JSON has all. */
const POPULATIONS_SHOWN = 64;

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e-18, 'a'],
  [1e-15, 'f'],
  [1e-12, 'p'],
  [1e-9, 'n'],
  [1e-6, 'u'],
  [1e-3, 'm'],
  [1, ''],
];

export interface AnalogDescription {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Text ends in a newline. */
export function describeAnalog({
  lowering,
  statements,
  tiers,
  compensation,
}: AnalogMapping): AnalogDescription {
  const { timeScale, feasible } = lowering.timeScale;
  const shown = statements.slice(0, POPULATIONS_SHOWN);
  const omitted = statements.length - shown.length;
  const lines = [
    `time scale: ${timeScale} network ${timeScale === 1 ? 'second' : 'seconds'} per chip second`,
    ...shown.flatMap(describePopulation),
    ...(omitted > 0 ? [`(${groupDigits(omitted)} more populations)`] : []),
    ...(tiers === null ? [] : describeTiers(tiers)),
    ...(compensation ?? []).map(
      (left) =>
        `${left.population}: currents raised up to ${left.largestRatio.toPrecision(3)} times for its vias; left: leak ${percent(left.leakError)}, weights ${percent(left.weightError)}, input ${percent(left.inputError)}`,
    ),
  ];
  return {
    json: {
      timeScale,
      feasibleTimeScales: feasible,
      populations: statements,
      ...(tiers === null ? {} : { tiers }),
      ...(compensation === null ? {} : { compensation }),
    },
    text: `${lines.join('\n')}\n`,
  };
}

function describePopulation({
  population,
  neurons,
  codes,
  statements,
}: AnalogStatements): string[] {
  const listed = Object.entries(codes)
    .filter(([, [least, most]]) => least !== 0 || most !== 0)
    .map(([name, [least, most]]) => `${name} ${least === most ? least : `${least} to ${most}`}`);
  const rows = [
    ['', 'wanted', 'made', 'error'],
    ...statements.map((statement) => [
      statement.quantity,
      statement.wanted === null ? '' : valueText(statement.wanted, statement.unit),
      valueText(statement.made, statement.unit),
      errorText(statement),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    `${population} (${groupDigits(neurons)} ${neurons === 1 ? 'neuron' : 'neurons'}), codes: ${listed.join(', ')}`,
    ...rows.map((row) =>
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')}`.trimEnd(),
    ),
  ];
}

function errorText({ error, unit }: AnalogStatement): string {
  if (error === null) return '';
  if (!Number.isFinite(error)) return 'not 0';
  const sign = error > 0 && unit !== '' ? '+' : '';
  return `${sign}${percent(error)}`;
}

function valueText(value: number, unit: AnalogStatement['unit']): string {
  if (value === Infinity) return unit === 'dB' ? 'exact' : 'none';
  if (unit === 'dB') return `${value.toFixed(1)} dB`;
  if (unit === '') return value.toPrecision(3);
  if (value === 0) return `0 ${unit}`;
  const size = Math.abs(value);
  const [factor, prefix] = PREFIXES.findLast(([least]) => size >= least) ?? PREFIXES[0]!;
  return `${Number((value / factor).toPrecision(4))} ${prefix}${unit}`;
}

function percent(part: number): string {
  return `${Number((100 * part).toPrecision(3))} %`;
}

function describeTiers({ crossing, before, after, exact, tiers, blocks }: TierReport): string[] {
  const onTier = Array.from({ length: tiers }, (_, tier) => {
    const neurons = blocks
      .filter((block) => block.tier === tier)
      .reduce((sum, { begin, end }) => sum + end - begin, 0);
    return `tier ${tier}: ${groupDigits(neurons)}`;
  });
  return [
    `neurons by tier: ${onTier.join(', ')}${exact ? ' (no assignment is better)' : ''}`,
    `  filled in order: ${crossingText(crossing, before)}`,
    `  as mapped:       ${crossingText(crossing, after)}`,
  ];
}

function crossingText(crossing: TierReport['crossing'], crossings: TierCrossings): string {
  const links = `links between tiles some ${Number((crossings.linkPj / 1000).toPrecision(3))} nJ`;
  return crossing === 'membrane'
    ? `${groupDigits(crossings.membranes)} membranes over ${groupDigits(crossings.vias)} vias, rates ${percent(crossings.meanRateError)} slower on average, ${percent(crossings.largestRateError)} at most; ${links} where every neuron and input spikes once`
    : `${groupDigits(crossings.spikeCrossings)} boundaries and ${Number(crossings.energyPj.toPrecision(3))} pJ where every neuron and input spikes once, ${links}`;
}

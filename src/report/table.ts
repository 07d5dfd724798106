/** A run as text for the terminal: lines of at most 100 columns. */
import pc from 'picocolors';
import type { CoreUse } from '../model/mapping.ts';
import type {
  Comparison,
  InstanceStudy,
  PopulationComparison,
  ReportCore,
  StudyPoint,
  Summary,
  TimingComparison,
} from '../model/report.ts';
import { fullestFraction } from './core-use.ts';
import { clipText, plainText } from './escape.ts';
import { linkKindText, linkText } from './link-names.ts';
import {
  formatCount,
  formatEnergyPj,
  formatPercent,
  formatPowerMw,
  formatSmallPercent,
  formatTimeNs,
} from './units.ts';

const COLUMNS_MAX = 100;
const LABEL_WIDTH = 12;
const ASSUMPTIONS_SHOWN = 3;
const WARNINGS_SHOWN = 8;

type Tone = 'plain' | 'strong' | 'muted' | 'bad';
/** A label, empty on lines that continue the one above, and text that wraps beside it. */
type Line = readonly [label: string, text: string, tone?: Tone];

/**
 * The figures of a run as an aligned table, ending in a newline.
 *
 * @param colour Whether the terminal shows colours; without them the text is the same.
 */
export function renderSummaryText(summary: Summary, colour: boolean): string {
  const lines = [
    ...fitLines(summary),
    ...accuracyLines(summary),
    ...energyLines(summary),
    ...timeLines(summary),
    ...routerLines(summary),
    ...activityLines(summary),
    ...compareLines(summary),
    ...studyLines(summary),
    ...noteLines(summary),
  ];
  const paint = painter(colour);
  const title = paint('strong', clipText(titleText(summary), COLUMNS_MAX));
  const body = lines.flatMap(([label, text, tone = 'plain']) =>
    wrap(text, COLUMNS_MAX - LABEL_WIDTH).map(
      (part, i) => paint('muted', (i === 0 ? label : '').padEnd(LABEL_WIDTH)) + paint(tone, part),
    ),
  );
  return `${[title, '', ...body].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The `count` fullest cores, fullest first, ties by core number. */
export function fullestCores(
  cores: readonly ReportCore[],
  limits: CoreUse,
  count: number,
): readonly ReportCore[] {
  const ranked = cores.map((core) => ({ core, fraction: fullestFraction(core.use, limits) }));
  ranked.sort((a, b) => b.fraction - a.fraction || a.core.core - b.core.core);
  return ranked.slice(0, count).map(({ core }) => core);
}

function titleText({ network, chip }: Summary): string {
  const on = chip ? ` on ${chip.name} (${chip.parameterSet})` : '';
  return plainText(`${network.name}${on}`);
}

function fitLines({ chip, network, mapping }: Summary): Line[] {
  const size = `${formatCount(network.neurons)} neurons, ${formatCount(network.synapses)} synapses`;
  const lines: Line[] = [['network', `${size} in ${counted(network.populations, 'population')}`]];
  if (chip) {
    const { compartments, synapseMemory, axonsIn, axonsOut } = chip.utilization;
    lines.push(
      ['fits', `${coresText(chip)}`, 'strong'],
      [
        'fullest use',
        `compartments ${formatPercent(compartments)}, synapse memory ${formatPercent(synapseMemory)}, ` +
          `axons in ${formatPercent(axonsIn)}, axons out ${formatPercent(axonsOut)}`,
      ],
    );
  }
  if (mapping) {
    const routes = `${formatCount(mapping.interCoreConnections)} routes between cores`;
    const hops = `${formatCount(mapping.meanHops)} hops on average`;
    lines.push(['mapped', `${mapping.partitioner} + ${mapping.placer}: ${routes}, ${hops}`]);
  }
  return lines;
}

/** `9 of 128 cores on 1 chip`. */
export function coresText(chip: NonNullable<Summary['chip']>): string {
  const { coresUsed, coresAvailable, chipsUsed } = chip;
  return `${formatCount(coresUsed)} of ${counted(coresAvailable, 'core')} on ${counted(chipsUsed, 'chip')}`;
}

/** `1 chip`, `2 chips`. */
function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

function accuracyLines({ accuracy, outputs, totals }: Summary): Line[] {
  if (accuracy === null) return [];
  const labelled = outputs.filter(({ label }) => label !== null).length || totals.samples;
  const right = Math.round(accuracy * labelled);
  const text = `${formatPercent(accuracy)} (${formatCount(right)} of ${counted(labelled, 'sample')})`;
  return [['accuracy', text, 'strong']];
}

/** The interval of the total, as one of the mean sample. */
export function perSampleIntervalPj(energy: NonNullable<Summary['energy']>): [number, number] {
  const share = energy.totalPj > 0 ? energy.perSamplePj / energy.totalPj : 0;
  return [energy.intervalPj[0] * share, energy.intervalPj[1] * share];
}

function energyLines({ energy, power }: Summary): Line[] {
  if (!energy) return [];
  const [low, high] = perSampleIntervalPj(energy);
  const parts: readonly (readonly [string, number])[] = [
    ['dynamic', energy.dynamicPj],
    ['static', energy.staticPj],
    ['host', energy.hostPj],
  ];
  const split = parts.map(
    ([name, pj]) => `${name} ${formatEnergyPj(pj)} (${formatPercent(pj / energy.totalPj)})`,
  );
  const lines: Line[] = [
    [
      'energy',
      `${formatEnergyPj(energy.perSamplePj)} per sample (${formatRange(low, high, formatEnergyPj)})`,
      'strong',
    ],
    ['', `in all ${formatEnergyPj(energy.totalPj)}: ${split.join(', ')}`],
  ];
  if (power) lines.push(['power', `${formatPowerMw(power.meanMw)} on average`]);
  return lines;
}

/** `8.1 µJ to 17 µJ`, or that there is none, where both ends read the same. */
export function formatRange(low: number, high: number, format: (value: number) => string): string {
  return format(low) === format(high) ? 'no interval stated' : `${format(low)} to ${format(high)}`;
}

function timeLines({ time, totals }: Summary): Line[] {
  if (!time || time.model === 'none') return [];
  const samples = Math.max(1, totals.samples);
  const each = (timeNs: number): string => formatTimeNs(timeNs / samples);
  const step = time.stepNs;
  const lines: Line[] = [
    [
      'time',
      `${each(time.elapsedNs)} per sample: chip ${each(time.chipTimeNs)}, host ${each(time.hostTimeNs)}`,
      'strong',
    ],
    [
      '',
      `chip step ${formatTimeNs(step.mean)} on average, p99 ${formatTimeNs(step.p99)}, ` +
        `longest ${formatTimeNs(step.max)} (${time.model}, ${time.pace})`,
    ],
  ];
  if (time.overruns > 0)
    lines.push(['', `${counted(time.overruns, 'step')} longer than dt`, 'bad']);
  return lines;
}

function routerLines({ noc }: Summary): Line[] {
  if (!noc) return [];
  if (noc.deliveries === 0) return [['router', 'no packet was sent']];
  const { latencyNs, splitNs, isiDistortionNs } = noc;
  const share = (partNs: number): string =>
    formatPercent(latencyNs.mean > 0 ? partNs / latencyNs.mean : 0);
  const [busiest] = noc.worstLinks;
  return [
    [
      'router',
      `${counted(noc.packets, 'packet')}, latency ${formatTimeNs(latencyNs.mean)} on average, ` +
        `p99 ${formatTimeNs(latencyNs.p99)}, longest ${formatTimeNs(latencyNs.max)}`,
    ],
    [
      '',
      `of that source wait ${share(splitNs.source)}, way ${share(splitNs.way)}, ` +
        `blocked ${share(splitNs.blocked)}, destination ${share(splitNs.destination)}`,
    ],
    [
      '',
      busiest
        ? plainText(
            `busiest link ${linkText(busiest)}, ${linkKindText(busiest.kind)}: ` +
              `${formatSmallPercent(busiest.utilization)} of the time`,
          )
        : 'no link between routers carried a packet',
    ],
    [
      '',
      `spike intervals changed by ${formatTimeNs(isiDistortionNs.mean)} on average, ` +
        `${counted(noc.outOfOrder, 'delivery', 'deliveries')} out of order`,
    ],
  ];
}

function activityLines({ totals }: Summary): Line[] {
  const samples = Math.max(1, totals.samples);
  const lines: Line[] = [
    [
      'activity',
      `${formatCount(totals.spikes)} spikes (${formatCount(totals.spikes / samples)} per sample), ` +
        `${formatCount(totals.synapticEvents)} synaptic events`,
    ],
  ];
  if (totals.saturations > 0) lines.push(['', counted(totals.saturations, 'saturation'), 'bad']);
  if (totals.dropped > 0) lines.push(['', `${counted(totals.dropped, 'event')} dropped`, 'bad']);
  return lines;
}

function compareLines({ compare }: Summary): Line[] {
  const lines: Line[] = [];
  if (compare?.mapping) {
    lines.push([
      'mapping',
      mappingVerdict(compare.mapping),
      compare.mapping.equal ? 'plain' : 'bad',
    ]);
  }
  if (compare?.timing) {
    lines.push(['timing', timingVerdict(compare.timing)]);
    if (compare.timing.worst) lines.push(['', worstShiftText(compare.timing.worst), 'muted']);
    if (compare.quantization) lines.push(['rates', ratesVerdict(compare.quantization)]);
  } else if (compare?.quantization) {
    lines.push(['quantized', quantizationVerdict(compare.quantization)]);
  }
  return lines;
}

/** Chips whose devices differ, then a line for each value of what was varied. */
function studyLines({ instances, study }: Summary): Line[] {
  const points = (
    name: string,
    values: readonly StudyPoint[] | undefined,
    title: (value: number) => string,
  ): Line[] =>
    (values ?? []).map((point, k) => [k === 0 ? name : '', pointText(title(point.value), point)]);
  return [
    ...(instances ? [['instances', instancesVerdict(instances)] as const] : []),
    ...points('vias', study?.vias, (value) => `${counted(value, 'more via')} on each membrane`),
    ...points('mismatch', study?.mismatch, (value) => `${value} times the profile's`),
  ];
}

function pointText(title: string, { accuracy, spikes, instances }: StudyPoint): string {
  const parts = [
    ...(accuracy === null ? [] : [formatPercent(accuracy)]),
    ...(spikes === null ? [] : [counted(spikes, 'spike')]),
    ...(instances === null ? [] : [instancesVerdict(instances)]),
  ];
  return `${title}: ${parts.length > 0 ? parts.join(', ') : 'not run'}`;
}

function instancesVerdict({
  instances,
  accuracy,
  spikes,
  rateCv,
  silentFraction,
}: InstanceStudy): string {
  const right = accuracy
    ? `accuracy ${formatPercent(accuracy.median)} in the median (${formatPercent(accuracy.min)} to ${formatPercent(accuracy.max)})`
    : `${counted(Math.round(spikes.median), 'spike')} in the median (${formatCount(spikes.min)} to ${formatCount(spikes.max)})`;
  return `${counted(instances, 'chip')}: ${right}, rates differ by ${formatPercent(rateCv)}, ${formatPercent(silentFraction)} of the neurons silent`;
}

/** What the comparison of chip and integer reference found, in one sentence without a full stop. */
export function mappingVerdict(comparison: Comparison): string {
  const samples = counted(comparison.samples, 'sample');
  if (comparison.equal) return `emulated spikes equal the integer reference over ${samples}`;
  const { first } = comparison;
  const count = `${counted(comparison.mismatches, 'spike')} differ from the integer reference over ${samples}`;
  if (!first) return count;
  const core = first.core === null ? '' : `, core ${first.core} compartment ${first.compartment}`;
  return plainText(
    `${count}; first in sample ${first.sample}, step ${first.step}, ${first.population} #${first.neuron}` +
      `${core}: expected ${first.expected}, got ${first.actual}`,
  );
}

/** What quantization cost, in one sentence without a full stop. */
export function quantizationVerdict(comparison: Comparison): string {
  const { expectedAccuracy, actualAccuracy } = comparison;
  const spikes = comparison.equal
    ? 'integer spikes equal the float reference'
    : `${counted(comparison.mismatches, 'spike')} differ from the float reference`;
  if (expectedAccuracy === null || actualAccuracy === null) return spikes;
  return `${spikes}; accuracy ${formatPercent(expectedAccuracy)} in float, ${formatPercent(actualAccuracy)} in integers`;
}

/** What the routers did to the times of spikes, in one sentence without a full stop. */
export function timingVerdict({
  samples,
  matched,
  missing,
  extra,
  shiftNs,
}: TimingComparison): string {
  const over = counted(samples, 'sample');
  const spikes =
    missing + extra === 0
      ? `${counted(matched, 'spike')} as with an ideal router over ${over}`
      : `${formatCount(matched)} of ${counted(matched + missing, 'spike')} of an ideal router matched over ${over}, ${formatCount(missing)} missing and ${formatCount(extra)} extra`;
  if (shiftNs.max === 0) return `${spikes}, none moved`;
  const [mean, rms, p99, max] = [shiftNs.mean, shiftNs.rms, shiftNs.p99, shiftNs.max].map((ns) =>
    ns < 0 ? `-${formatTimeNs(-ns)}` : formatTimeNs(ns),
  );
  return `${spikes}; moved by ${mean} on average, rms ${rms}, p99 ${p99}, most ${max}`;
}

/** The neuron that the routers moved most. */
export function worstShiftText(worst: NonNullable<TimingComparison['worst']>): string {
  const { sample, population, neuron, shiftNs, matched, missing, extra } = worst;
  const moved = `${formatTimeNs(Math.abs(shiftNs))} ${shiftNs < 0 ? 'early' : 'late'}`;
  return plainText(
    `most moved: ${population} #${neuron} in sample ${sample}, ${moved} (${formatCount(matched)} matched, ${formatCount(missing)} missing, ${formatCount(extra)} extra)`,
  );
}

/** Spike counts of a free-running chip against the float reference, in one sentence without a full stop. */
export function ratesVerdict(comparison: Comparison): string {
  const total = (pick: (population: PopulationComparison) => number): number =>
    comparison.populations.reduce((all, population) => all + pick(population), 0);
  const expected = total(({ expectedSpikes }) => expectedSpikes);
  const actual = total(({ actualSpikes }) => actualSpikes);
  const error =
    expected === 0
      ? ''
      : ` (${actual < expected ? '-' : '+'}${formatPercent(Math.abs(actual - expected) / expected)})`;
  const { expectedAccuracy, actualAccuracy } = comparison;
  const spikes = `${counted(actual, 'spike')} on the chip, ${formatCount(expected)} in the float reference${error}`;
  if (expectedAccuracy === null || actualAccuracy === null) return spikes;
  return `${spikes}; accuracy ${formatPercent(actualAccuracy)} on the chip, ${formatPercent(expectedAccuracy)} in float`;
}

function noteLines({ assumptions, warnings }: Summary): Line[] {
  const lines: Line[] = assumptions
    .slice(0, ASSUMPTIONS_SHOWN)
    .map(({ code, text }, i) => [i === 0 ? 'assumes' : '', plainText(`${code}: ${text}`), 'muted']);
  const moreAssumptions = assumptions.length - ASSUMPTIONS_SHOWN;
  if (moreAssumptions > 0) lines.push(['', `and ${formatCount(moreAssumptions)} more`, 'muted']);
  for (const [i, warning] of warnings.slice(0, WARNINGS_SHOWN).entries()) {
    lines.push([i === 0 ? 'warnings' : '', plainText(warning), 'bad']);
  }
  const moreWarnings = warnings.length - WARNINGS_SHOWN;
  if (moreWarnings > 0) lines.push(['', `and ${formatCount(moreWarnings)} more`, 'bad']);
  return lines;
}

function painter(colour: boolean): (tone: Tone, text: string) => string {
  const { bold, dim, yellow } = pc.createColors(colour);
  const paints = { plain: String, strong: bold, muted: dim, bad: yellow };
  return (tone, text) => (text.trim() === '' ? text : paints[tone](text));
}

/** Text in lines of at most `width` characters, broken at blanks where there are any. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = clipText(text, width * 12);
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > width / 2 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

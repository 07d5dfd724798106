/** The top of the page: what ran where, whether it fits, and the figures that matter. */
import type { Comparison, ReportData, Summary } from '../../model/report.ts';
import { escapeHtml, nameHtml } from '../escape.ts';
import {
  coresText,
  formatRange,
  mappingVerdict,
  perSampleIntervalPj,
  quantizationVerdict,
  ratesVerdict,
  timingVerdict,
  worstShiftText,
} from '../table.ts';
import {
  formatCount,
  formatEnergyPj,
  formatPercent,
  formatPowerMw,
  formatTimeNs,
} from '../units.ts';

interface Figure {
  readonly title: string;
  readonly value: string;
  readonly notes: readonly string[];
}

/** The page's header element. */
export function headSection(data: ReportData): string {
  const { summary, chip } = data;
  const figures = [
    ...accuracyFigure(summary),
    ...energyFigure(summary),
    ...timeFigures(summary),
    ...powerFigure(summary),
    ...activityFigures(summary),
    ...fullestFigure(summary),
  ];
  return `<header>
<p class="eyebrow">Spikeloom run report</p>
<h1>${nameHtml(summary.network.name)} <span>on ${nameHtml(chip.title)}</span></h1>
<p class="subtitle">${subtitle(data)}</p>
<ul class="verdicts">${verdicts(summary).join('')}</ul>
<dl class="figures">${figures.map(figureHtml).join('\n')}</dl>
</header>`;
}

function subtitle({ summary, chip }: ReportData): string {
  const { network, totals } = summary;
  const parts = [
    `${formatCount(network.neurons)} neurons`,
    `${formatCount(network.synapses)} synapses`,
    `${formatCount(totals.samples)} ${totals.samples === 1 ? 'sample' : 'samples'}`,
    `${formatCount(totals.steps)} steps`,
    `costs: ${nameHtml(chip.parameterSetTitle)}`,
  ];
  return parts.join(' · ');
}

function verdicts({ chip, compare, warnings }: Summary): string[] {
  const lines: string[] = [];
  if (chip) lines.push(verdict(true, 'Fits', coresText(chip)));
  if (compare?.mapping) lines.push(mappingLine(compare.mapping));
  if (compare?.timing) {
    lines.push(verdict(null, 'Spike times', timingVerdict(compare.timing)));
    if (compare.timing.worst) {
      lines.push(verdict(null, 'Most moved', worstShiftText(compare.timing.worst)));
    }
    if (compare.quantization) {
      lines.push(verdict(null, 'Rates', ratesVerdict(compare.quantization)));
    }
  } else if (compare?.quantization) {
    lines.push(verdict(null, 'Quantized', quantizationVerdict(compare.quantization)));
  }
  if (warnings.length > 0) {
    const count = `${formatCount(warnings.length)}, in full at the <a href="#notes">end of the page</a>`;
    lines.push(`<li class="bad"><b>Warnings</b><span>${count}</span></li>`);
  }
  return lines;
}

function mappingLine(comparison: Comparison): string {
  const title = comparison.equal ? 'Mapping holds' : 'Mapping differs';
  return verdict(comparison.equal, title, mappingVerdict(comparison));
}

function verdict(good: boolean | null, title: string, text: string): string {
  const tone = good === null ? 'neutral' : good ? 'good' : 'bad';
  return `<li class="${tone}"><b>${title}</b><span>${escapeHtml(text)}</span></li>`;
}

function figureHtml({ title, value, notes }: Figure): string {
  const space = value.lastIndexOf(' ');
  const big =
    space < 0
      ? escapeHtml(value)
      : `${escapeHtml(value.slice(0, space))}<small>&#8239;${escapeHtml(value.slice(space + 1))}</small>`;
  const small = notes.map((note) => `<dd class="note">${escapeHtml(note)}</dd>`).join('');
  return `<div><dt>${escapeHtml(title)}</dt><dd class="value${value.length > 9 ? ' long' : ''}">${big}</dd>${small}</div>`;
}

function accuracyFigure({ accuracy, outputs }: Summary): Figure[] {
  if (accuracy === null) return [];
  const labelled = outputs.filter(({ label }) => label !== null);
  const right = labelled.filter(({ label, predicted }) => label === predicted);
  const note = `${formatCount(right.length)} of ${formatCount(labelled.length)} right`;
  return [
    { title: 'Accuracy', value: formatPercent(accuracy), notes: labelled.length ? [note] : [] },
  ];
}

function energyFigure({ energy }: Summary): Figure[] {
  if (!energy) return [];
  const [low, high] = perSampleIntervalPj(energy);
  return [
    {
      title: 'Energy per sample',
      value: formatEnergyPj(energy.perSamplePj),
      notes: [
        formatRange(low, high, formatEnergyPj),
        `${formatPercent(energy.dynamicPj / energy.totalPj)} of it dynamic`,
      ],
    },
  ];
}

function timeFigures({ time, totals }: Summary): Figure[] {
  if (!time || time.model === 'none') return [];
  const samples = Math.max(1, totals.samples);
  const first = time.firstOutputSpikeNs.mean;
  const split = `chip ${formatTimeNs(time.chipTimeNs / samples)}, host ${formatTimeNs(time.hostTimeNs / samples)}`;
  return [
    {
      title: 'Elapsed per sample',
      value: formatTimeNs(time.elapsedNs / samples),
      notes: first === null ? [split] : [split, `first output spike at ${formatTimeNs(first)}`],
    },
    {
      title: 'Chip time per step',
      value: formatTimeNs(time.stepNs.mean),
      notes: [
        `p99 ${formatTimeNs(time.stepNs.p99)}, longest ${formatTimeNs(time.stepNs.max)}`,
        `${time.model} timing, ${time.pace} pace`,
      ],
    },
  ];
}

function powerFigure({ power, energy }: Summary): Figure[] {
  if (!power) return [];
  const note = energy ? [`${formatPercent(energy.hostPj / energy.totalPj)} of it the host`] : [];
  return [{ title: 'Mean power', value: formatPowerMw(power.meanMw), notes: note }];
}

function activityFigures({ totals, energy }: Summary): Figure[] {
  const samples = Math.max(1, totals.samples);
  const perSpike = totals.synapticEvents / Math.max(1, totals.spikes + totals.inputEvents);
  const eventNotes = [`${formatCount(perSpike)} per spike or input event`];
  if (energy && totals.synapticEvents > 0) {
    eventNotes.push(`${formatEnergyPj(energy.dynamicPj / totals.synapticEvents)} dynamic for each`);
  }
  return [
    {
      title: 'Spikes',
      value: formatCount(totals.spikes),
      notes: [`${formatCount(Math.round(totals.spikes / samples))} per sample`],
    },
    { title: 'Synaptic events', value: formatCount(totals.synapticEvents), notes: eventNotes },
  ];
}

function fullestFigure({ chip }: Summary): Figure[] {
  if (!chip) return [];
  const { compartments, synapseMemory, axonsIn, axonsOut } = chip.utilization;
  const uses: readonly (readonly [string, number])[] = [
    ['compartments', compartments],
    ['synapse memory', synapseMemory],
    ['input axons', axonsIn],
    ['output axons', axonsOut],
  ];
  const [first, second] = [...uses].sort((a, b) => b[1] - a[1]);
  return [
    {
      title: 'Fullest core',
      value: formatPercent(first![1]),
      notes: [`of its ${first![0]}`, `next ${second![0]}, ${formatPercent(second![1])}`],
    },
  ];
}

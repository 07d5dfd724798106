/** Curves over steps: the shown sample step by step, and all samples cut off early. */
import type { ReportData } from '../../model/report.ts';
import { nameHtml } from '../escape.ts';
import { type DrawnChart, drawLineChart, thinSeries } from '../line-chart.ts';
import { formatCount, formatEnergyPj, formatPercent, formatTimeNs } from '../units.ts';

const POINTS_MAX = 600;

export interface CurvesSection {
  readonly html: string;
  readonly charts: readonly DrawnChart[];
}

/** Chip time, spikes and energy of each step of the shown sample. */
export function stepsSection({ shown, summary }: ReportData): CurvesSection {
  if (!shown || shown.fired.length === 0) return { html: '', charts: [] };
  const timed = summary.time !== undefined && summary.time.model !== 'none';
  const charts = [
    ...(timed ? [stepChart('step-time', 'Chip time', shown.stepNs, formatTimeNs)] : []),
    stepChart('step-spikes', 'Spikes', shown.fired, (count) =>
      formatCount(Math.round(count * 10) / 10),
    ),
    ...(summary.energy ? [stepChart('step-energy', 'Energy', shown.energyPj, formatEnergyPj)] : []),
  ];
  const { run } = thinSeries(shown.fired, POINTS_MAX);
  const thinned = run > 1 ? ` Each point is the mean of ${formatCount(run)} steps.` : '';
  const html = `<section id="steps"><h2>Step by step</h2>
<p class="lead">Sample <b>${nameHtml(shown.sample)}</b>, chip step on the horizontal axis.${thinned}</p>
<div class="charts">${charts.map(({ html }) => html).join('\n')}</div>
</section>`;
  return { html, charts };
}

function stepChart(
  id: string,
  title: string,
  values: readonly number[],
  format: (value: number) => string,
): DrawnChart {
  const { xs, ys } = thinSeries(values, POINTS_MAX);
  const total = values.reduce((sum, value) => sum + value, 0);
  const resting = `mean ${format(total / Math.max(1, values.length))}`;
  return drawLineChart({ id, title, xTitle: 'step', xs, ys, format, resting });
}

/** What is known, and spent, when all samples stop after a number of input steps. */
export function anytimeSection({ summary }: ReportData): CurvesSection {
  const { anytime } = summary;
  if (anytime.length === 0) return { html: '', charts: [] };
  const run = Math.max(1, Math.ceil(anytime.length / POINTS_MAX));
  const points = anytime.filter((_, i) => i % run === 0 || i === anytime.length - 1);
  const xs = points.map(({ step }) => step);
  const last = anytime.at(-1)!;
  const charts: DrawnChart[] = [];
  const add = (
    id: string,
    title: string,
    ys: readonly number[],
    format: (value: number) => string,
    yMax?: number,
  ): void => {
    if (!ys.some((y) => Number.isFinite(y) && y > 0)) return;
    const resting = `${format(ys.at(-1)!)} after ${formatCount(last.step)} steps`;
    const top = yMax === undefined ? {} : { yMax };
    charts.push(drawLineChart({ id, title, xTitle: 'step', xs, ys, format, resting, ...top }));
  };
  const accuracies = points.map(({ accuracy }) => accuracy ?? Number.NaN);
  add('any-accuracy', 'Accuracy', accuracies, formatPercent, 1);
  add(
    'any-energy',
    'Energy per sample',
    points.map(({ energyPj }) => energyPj),
    formatEnergyPj,
  );
  add(
    'any-time',
    'Elapsed per sample',
    points.map(({ elapsedNs }) => elapsedNs),
    formatTimeNs,
  );
  if (charts.length === 0) return { html: '', charts };
  const html = `<section id="anytime"><h2>Stopping early</h2>
<p class="lead">Means over all samples if the run is cut off after so many input steps.${earlyText(earliestStop(anytime))}</p>
<div class="charts">${charts.map(({ html }) => html).join('\n')}</div>
</section>`;
  return { html, charts };
}

interface EarlyStop {
  readonly step: number;
  readonly saved: number;
}

/** First step whose accuracy equals the last, or is above it, from there on. */
function earliestStop(anytime: ReportData['summary']['anytime']): EarlyStop | null {
  const last = anytime.at(-1)!;
  if (last.accuracy === null || !(last.energyPj > 0)) return null;
  let index = anytime.length - 1;
  while (index > 0 && (anytime[index - 1]!.accuracy ?? -1) >= last.accuracy) index--;
  const point = anytime[index]!;
  if (index === anytime.length - 1) return null;
  return { step: point.step, saved: 1 - point.energyPj / last.energyPj };
}

function earlyText(stop: EarlyStop | null): string {
  if (!stop) return '';
  return ` From step ${formatCount(stop.step)} on the accuracy is at its final value or above it; stopping there saves ${formatPercent(stop.saved)} of the energy.`;
}

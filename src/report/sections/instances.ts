/** Chips of the same kind whose devices differ: how far accuracy and rates spread, and against what. */
import type { InstanceStudy, StudyPoint, Summary } from '../../model/report.ts';
import { type BandPoint, drawBandChart } from '../band-chart.ts';
import { escapeHtml } from '../escape.ts';
import { table } from '../html-table.ts';
import { formatCount, formatPercent } from '../units.ts';

const ROWS_SHOWN = 12;
// Narrow, so that its words can be read on a phone.
const [WIDTH, HEIGHT, MARGIN] = [420, 110, 10];
const [DOT_PITCH, DOTS_BELOW, DOTS_ROOM] = [6.5, 30, 70];

/** Empty unless instances or a study were asked for. */
export function instancesSection({ instances, study, accuracy }: Summary): string {
  if (!instances && !study) return '';
  const parts = [
    ...(instances ? [instancesText(instances, accuracy), strip(instances, accuracy)] : []),
    ...(study ? [studyCharts(study)] : []),
    ...(instances ? [worstTable(instances)] : []),
  ];
  return `<section id="instances"><h2>Chip instances</h2>
${parts.filter((part) => part !== '').join('\n')}
</section>`;
}

function instancesText(study: InstanceStudy, nominal: number | null): string {
  const chips = `${formatCount(study.instances)} ${study.instances === 1 ? 'chip' : 'chips'}`;
  const right = study.accuracy
    ? ` <b>Accuracy ${formatPercent(study.accuracy.median)}</b> in the median, ${formatPercent(study.accuracy.min)} to ${formatPercent(study.accuracy.max)}${nominal === null ? '' : `; without mismatch ${formatPercent(nominal)}`}.`
    : '';
  return `<p class="lead">The same samples on ${chips} whose devices differ as the profile says.${right} A neuron's rate differs from chip to chip by ${formatPercent(study.rateCv)} (standard deviation over mean, mean of the neurons that spike without mismatch); ${formatPercent(study.silentFraction)} of them never spike.</p>`;
}

/** A dot for each chip, so that none hides another: equal ones are stacked. */
function strip({ byInstance, accuracy }: InstanceStudy, nominal: number | null): string {
  if (!accuracy) return '';
  const values = byInstance.flatMap((chip) => (chip.accuracy === null ? [] : [chip.accuracy]));
  const shown = [...values, ...(nominal === null ? [] : [nominal])];
  const [low, high] = [
    Math.max(0, Math.min(...shown) - 0.01),
    Math.min(1, Math.max(...shown) + 0.01),
  ];
  const x = (value: number): number =>
    MARGIN + ((value - low) / Math.max(1e-9, high - low)) * (WIDTH - 2 * MARGIN);
  const columns = new Map<string, typeof byInstance>();
  for (const chip of byInstance) {
    if (chip.accuracy === null) continue;
    const cx = x(chip.accuracy).toFixed(1);
    columns.set(cx, [...(columns.get(cx) ?? []), chip]);
  }
  const highest = Math.max(...[...columns.values()].map(({ length }) => length));
  const pitch = Math.min(DOT_PITCH, DOTS_ROOM / highest);
  const dots = [...columns].flatMap(([cx, chips]) =>
    chips.map((chip, k) => {
      const cy = (HEIGHT - DOTS_BELOW - pitch * k).toFixed(1);
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="var(--accent)" opacity=".75"><title>chip ${chip.instance}: ${formatPercent(chip.accuracy!)}</title></circle>`;
    }),
  );
  const mark = (text: string, x: number, anchor: string): string =>
    `<text x="${x}" y="${HEIGHT - 6}" text-anchor="${anchor}" fill="var(--muted)">${escapeHtml(text)}</text>`;
  const [worst, best] = [formatPercent(accuracy.min), formatPercent(accuracy.max)];
  const labels =
    accuracy.max > accuracy.min
      ? mark(`worst ${worst}`, MARGIN, 'start') + mark(`best ${best}`, WIDTH - MARGIN, 'end')
      : mark(`all ${worst}`, WIDTH / 2, 'middle');
  const line =
    nominal === null
      ? ''
      : `<path d="M${x(nominal).toFixed(1)} 4V${HEIGHT - 24}" stroke="var(--ink)" stroke-dasharray="5 3"><title>without mismatch</title></path>`;
  return `<figure><figcaption>Accuracy of each chip; the broken line is the chip without mismatch</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Accuracy of each chip" font-size="12" style="width:100%;max-width:520px;height:auto">
<path d="M${MARGIN} ${HEIGHT - 24}H${WIDTH - MARGIN}" stroke="var(--rule)"/>${dots.join('')}${line}
${labels}
</svg></figure>`;
}

function studyCharts({ vias, mismatch }: NonNullable<Summary['study']>): string {
  const charts = [
    ...chartOf(vias, 'vias on each membrane', 'more vias on each membrane'),
    ...chartOf(mismatch, 'mismatch', 'times the mismatch of the profile'),
  ];
  if (charts.length === 0) return '';
  return `<p class="lead">Broken line: the chip without mismatch. Line and band: median and 90 of 100 chips.</p>
<div class="charts">${charts.join('\n')}</div>`;
}

/** Of accuracy, or of spikes where no sample has a label. */
function chartOf(
  points: readonly StudyPoint[] | undefined,
  against: string,
  xTitle: string,
): string[] {
  const all = points ?? [];
  const right = all.map(
    ({ value, accuracy, instances }): BandPoint => ({
      x: value,
      line: accuracy,
      band: instances?.accuracy ?? null,
    }),
  );
  if (right.some(isDrawn)) {
    const title = `Accuracy against ${against}`;
    return [drawBandChart({ title, xTitle, points: right, format: formatPercent, yMax: 1 })];
  }
  const spikes = all.map(
    ({ value, spikes: line, instances }): BandPoint => ({
      x: value,
      line,
      band: instances?.spikes ?? null,
    }),
  );
  if (!spikes.some(isDrawn)) return [];
  const yMax = Math.max(1, ...spikes.map(({ line, band }) => Math.max(line ?? 0, band?.p95 ?? 0)));
  const title = `Spikes against ${against}`;
  return [drawBandChart({ title, xTitle, points: spikes, format: formatCount, yMax })];
}

function isDrawn({ line, band }: BandPoint): boolean {
  return line !== null || band !== null;
}

function worstTable({ byInstance }: InstanceStudy): string {
  const columns = [
    { title: 'Chip' },
    { title: 'Accuracy', number: true },
    { title: 'Spikes', number: true },
    { title: 'Silent neurons', number: true },
  ];
  const sorted = [...byInstance].sort(
    (a, b) => (a.accuracy ?? 0) - (b.accuracy ?? 0) || a.instance - b.instance,
  );
  const rows = sorted
    .slice(0, ROWS_SHOWN)
    .map(({ instance, accuracy, spikes, silentFraction }) => [
      `instance ${instance}`,
      accuracy === null ? '' : formatPercent(accuracy),
      formatCount(spikes),
      formatPercent(silentFraction),
    ]);
  return table('Chips, worst first', columns, rows, sorted.length - rows.length);
}

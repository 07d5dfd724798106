/** Populations, projections, outputs of each sample, and totals, as tables. */
import type { ImageProjection } from '../../model/program.ts';
import type { OutputResult, ReportData, ReportPopulation } from '../../model/report.ts';
import { clipText, escapeHtml, nameHtml } from '../escape.ts';
import { type Column, moreText, table, tableHead } from '../html-table.ts';
import { formatBytes, formatCount, formatPercent, formatTimeNs } from '../units.ts';

const ROWS_MAX = 500;
const OUTPUTS_MAX = 200;
/** Classes that get a column each; of more, the strongest are listed. */
const CLASS_COLUMNS_MAX = 16;
const STRONGEST_SHOWN = 6;

/** Populations and projections as they stand on the chip. */
export function networkSection(data: ReportData): string {
  return `<section id="network"><h2>Network on chip</h2>
<h3>Populations</h3>
${populationTable(data.populations, data.summary.totals.steps)}
<h3>Projections</h3>
${projectionTable(data.projections, data.populations)}
</section>`;
}

function populationTable(populations: readonly ReportPopulation[], steps: number): string {
  const columns = [
    { title: 'Name' },
    { title: 'Shape' },
    { title: 'Neurons', number: true },
    { title: 'Level', number: true },
    { title: 'Cores', wrap: true },
    { title: 'Spikes', number: true },
    { title: 'Per neuron and step', number: true },
  ];
  const rows = populations.slice(0, ROWS_MAX).map((population) => {
    const { name, shape, size, level, cores, spikes, input, output } = population;
    const role = input ? ' <small>input</small>' : output ? ' <small>output</small>' : '';
    const rate = size > 0 && steps > 0 ? spikes / (size * steps) : Number.NaN;
    return [
      nameHtml(name) + role,
      shape.length > 0 ? shape.map(formatCount).join(' × ') : '1',
      formatCount(size),
      String(level),
      input ? '<small>none</small>' : coreRanges(cores),
      formatCount(spikes),
      Number.isFinite(rate) ? rate.toFixed(4) : '–',
    ];
  });
  return table('Populations', columns, rows, populations.length - rows.length);
}

/** `3, 5–8`; at most a dozen runs. */
function coreRanges(cores: readonly number[]): string {
  const sorted = [...cores].sort((a, b) => a - b);
  const runs: string[] = [];
  for (let begin = 0; begin < sorted.length; ) {
    let end = begin + 1;
    while (end < sorted.length && sorted[end] === sorted[end - 1]! + 1) end++;
    runs.push(end - begin === 1 ? `${sorted[begin]}` : `${sorted[begin]}–${sorted[end - 1]}`);
    begin = end;
  }
  const shown = runs.slice(0, 12).join(', ');
  return runs.length > 12
    ? `${shown}, … <small>${formatCount(cores.length)} in all</small>`
    : shown;
}

function projectionTable(
  projections: readonly ImageProjection[],
  populations: readonly ReportPopulation[],
): string {
  const columns = [
    { title: 'Name' },
    { title: 'From, to' },
    { title: 'Kind' },
    { title: 'Synapses', number: true },
    { title: 'Weight bits', number: true },
    { title: 'Exponent', number: true },
    { title: 'Delay', number: true },
    { title: 'Scale', number: true },
    { title: 'Clipped', number: true },
    { title: 'SQNR', number: true },
    { title: 'Largest error', number: true },
  ];
  const nameOf = (index: number): string =>
    nameHtml(clipText(populations[index]?.name ?? `#${index}`, 40));
  const rows = projections
    .slice(0, ROWS_MAX)
    .map((projection) => [
      nameHtml(projection.name),
      `${nameOf(projection.pre)} → ${nameOf(projection.post)}`,
      `${projection.kind}${projection.signMode === 'mixed' ? '' : ` <small>${projection.signMode}</small>`}`,
      formatCount(projection.synapses),
      String(projection.weightBits),
      String(projection.weightExp),
      String(projection.delaySteps),
      formatCount(projection.scale),
      clippedText(projection),
      projection.sqnrDb === null ? 'exact' : `${projection.sqnrDb.toFixed(1)} dB`,
      formatCount(projection.maxAbsError),
    ]);
  return table('Projections', columns, rows, projections.length - rows.length);
}

function clippedText({ clippedCount, synapses }: ImageProjection): string {
  if (clippedCount === 0) return '0';
  const share =
    synapses > 0 ? ` <small>${escapeHtml(formatPercent(clippedCount / synapses))}</small>` : '';
  return `${formatCount(clippedCount)}${share}`;
}

/** One row per sample, wrong ones marked; the first 200. */
export function outputsSection({ summary }: ReportData): string {
  const { outputs } = summary;
  if (outputs.length === 0) return '';
  const classes = outputs.reduce((max, { counts }) => Math.max(max, counts.length), 0);
  const perClass = classes <= CLASS_COLUMNS_MAX;
  const countColumns: readonly Column[] = perClass
    ? Array.from({ length: classes }, (_, i) => ({ title: String(i), number: true }))
    : [{ title: 'Strongest outputs' }];
  const columns = [
    { title: 'Sample' },
    { title: 'Label', number: true },
    { title: 'Predicted', number: true },
    ...countColumns,
  ];
  const shown = outputs.slice(0, OUTPUTS_MAX);
  const body = shown.map((output) => {
    const counts = perClass ? countCells(output, classes) : `<td>${strongest(output)}</td>`;
    return `<tr${isWrong(output) ? ' class="wrong"' : ''}><th scope="row">${nameHtml(output.sample)}</th><td class="n">${output.label ?? '–'}</td><td class="n">${predictedText(output)}</td>${counts}</tr>`;
  });
  const wrong = outputs.filter(isWrong).length;
  const omitted = outputs.length - shown.length;
  const filter =
    wrong > 0
      ? '<label class="filter" hidden><input type="checkbox" id="only-wrong"> only the wrong ones</label>'
      : '';
  return `<section id="samples"><h2>Samples</h2>
<p class="lead">Output spikes of each class; the class with most is the answer, ties go to the lowest. ${wrong > 0 ? `${formatCount(wrong)} of ${formatCount(outputs.length)} are wrong.` : ''}</p>
${filter}
<div class="table tall" tabindex="0" role="region" aria-label="Outputs by sample"><table id="outputs">${tableHead(columns)}<tbody>
${body.join('\n')}</tbody></table></div>${moreText(omitted)}
</section>`;
}

function isWrong({ label, predicted }: OutputResult): boolean {
  return label !== null && label !== predicted;
}

function predictedText(output: OutputResult): string {
  const text = output.predicted === null ? 'none' : String(output.predicted);
  return isWrong(output) ? `<b class="mark">wrong</b> ${text}` : text;
}

function countCells({ counts, predicted }: OutputResult, classes: number): string {
  return Array.from({ length: classes }, (_, i) => {
    const count = counts[i] ?? 0;
    const text = count === 0 ? '<span class="zero">0</span>' : formatCount(count);
    return `<td class="n">${i === predicted ? `<b>${text}</b>` : text}</td>`;
  }).join('');
}

function strongest({ counts }: OutputResult): string {
  return counts
    .map((count, index) => ({ count, index }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.index - b.index)
    .slice(0, STRONGEST_SHOWN)
    .map(({ count, index }) => `${index}:&#8239;${formatCount(count)}`)
    .join(', ');
}

/** Every count of the run, how it was mapped, and what emulating it took. */
export function totalsSection({ summary }: ReportData): string {
  const { totals, mapping, time, host, seed, version, command } = summary;
  const rows: (readonly [string, string])[] = [
    ['Samples', formatCount(totals.samples)],
    ['Input steps', formatCount(totals.steps)],
    ['Drain steps', formatCount(totals.drainSteps)],
    ['Input events', formatCount(totals.inputEvents)],
    ['Spikes', formatCount(totals.spikes)],
    ['Neuron updates', formatCount(totals.neuronUpdates)],
    ['Synaptic events', formatCount(totals.synapticEvents)],
    ['Packets', formatCount(totals.packets)],
    ['Packets between cores', formatCount(totals.interCorePackets)],
    ['Hops', formatCount(totals.hops)],
    ['Saturations', formatCount(totals.saturations)],
    ['Dropped events', formatCount(totals.dropped)],
  ];
  if (mapping) {
    rows.push(
      ['Partitioner', nameHtml(mapping.partitioner)],
      ['Placer', nameHtml(mapping.placer)],
      ['Routes between cores', formatCount(mapping.interCoreConnections)],
      ['Mean hops of a packet', formatCount(mapping.meanHops)],
    );
  }
  if (time) {
    rows.push(
      ['Chip time', formatTimeNs(time.chipTimeNs)],
      ['Host time', formatTimeNs(time.hostTimeNs)],
      ['Elapsed time', formatTimeNs(time.elapsedNs)],
      ['Steps longer than dt', formatCount(time.overruns)],
    );
  }
  rows.push(['Command', nameHtml(command)], ['Seed', nameHtml(seed)]);
  if (version !== undefined) rows.push(['Spikeloom', nameHtml(version)]);
  if (host) {
    rows.push(
      ['Emulated in', formatTimeNs(host.wallMs * 1e6)],
      ['Emulated steps per second', formatCount(Math.round(host.stepsPerSecond))],
      ['Peak memory of the emulator', formatBytes(host.peakRssBytes)],
    );
  }
  const items = rows.map(([title, text]) => `<div><dt>${title}</dt><dd>${text}</dd></div>`);
  return `<section id="totals"><h2>Totals</h2><dl class="totals">${items.join('\n')}</dl></section>`;
}

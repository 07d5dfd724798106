/** Every spike of the shown sample. */
import type { ReportData, ReportPopulation } from '../../model/report.ts';
import { nameHtml } from '../escape.ts';
import { stepTicks } from '../line-chart.ts';
import type { PageBand, PageRaster } from '../page/page-data.ts';
import { packSpikes } from '../spike-columns.ts';
import { formatCount } from '../units.ts';

const BANDS_MAX = 60;
const STEPS_MAX = 100_000;

export interface RasterSection {
  readonly html: string;
  readonly page: PageRaster | null;
}

/**
 * The raster's canvas with a labelled band for each population; nothing where no sample is shown.
 *
 * @param spikesMax Most spikes to put into the page; of more, evenly spaced ones are kept.
 */
export function rasterSection(
  { shown, populations }: ReportData,
  spikesMax: number,
): RasterSection {
  const stepCount = Math.min(STEPS_MAX, shown?.fired.length ?? 0);
  if (!shown || stepCount === 0 || populations.length === 0) return { html: '', page: null };
  const spikes = packSpikes(shown.spikeSteps, shown.spikeNeurons, stepCount, spikesMax);
  const { bands, height } = layBands(populations);
  const counts = spikesByBand(shown.spikeNeurons, bands);
  const labels = bands.map(
    (band, i) =>
      `<li style="height:${band.height}px"><b title="${nameHtml(band.name)}">${nameHtml(band.name)}</b>${bandNotes(band, counts[i]!)}</li>`,
  );
  const ticks = stepTicks(0, stepCount - 1).map(
    (step) => `<span style="left:${(((step + 0.5) / stepCount) * 100).toFixed(2)}%">${step}</span>`,
  );
  const html = `<section id="raster-section"><h2>Spikes</h2>
<p class="lead">Sample <b>${nameHtml(shown.sample)}</b>: one dot per spike, populations from input to output.${omittedText(shown.spikesOmitted, spikes.stride, populations.length)}</p>
<p class="readout"><output id="raster-readout">${formatCount(spikes.count)} spikes in ${formatCount(stepCount)} steps</output></p>
<div class="raster"><ol class="bands" aria-hidden="true">${labels.join('')}</ol>
<div class="raster-plot"><canvas id="raster" style="height:${height}px" tabindex="0" role="img" aria-label="Spike raster of ${bands.length} populations over ${stepCount} steps. Arrow keys read the steps."></canvas><i class="cursor" id="raster-cursor" hidden></i></div>
<div class="x-ticks" aria-hidden="true">${ticks.join('')}</div></div>
<p class="axis-title">chip step</p>
</section>`;
  return { html, page: { spikes, bands, height } };
}

function bandNotes({ height, size, input }: PageBand, spikes: number): string {
  const sizeNote = `<small>${formatCount(size)} ${input ? 'inputs' : 'neurons'}</small>`;
  if (height < 34) return '';
  return height < 54 ? sizeNote : `${sizeNote}<small>${formatCount(spikes)} spikes</small>`;
}

function omittedText(omitted: number, stride: number, populations: number): string {
  const parts: string[] = [];
  if (omitted > 0) parts.push(` ${formatCount(omitted)} later spikes are left out.`);
  if (stride > 1) parts.push(` Only one spike in ${stride} is drawn.`);
  if (populations > BANDS_MAX) parts.push(` Only the first ${BANDS_MAX} populations are drawn.`);
  return parts.join('');
}

/** Heights grow with the square root of the size, so that small populations stay readable. */
function layBands(populations: readonly ReportPopulation[]): { bands: PageBand[]; height: number } {
  const shown = populations.slice(0, BANDS_MAX);
  const heightMin = shown.length > 16 ? 18 : 40;
  const spare = shown.length > 16 ? 0 : 240;
  const roots = shown.reduce((sum, { size }) => sum + Math.sqrt(size), 0) || 1;
  let begin = 0;
  let top = 0;
  const bands = shown.map(({ name, size, input }) => {
    const height = heightMin + Math.round((spare * Math.sqrt(size)) / roots);
    const band = { name: name.slice(0, 160), begin, size, top, height, input };
    begin += size;
    top += height;
    return band;
  });
  return { bands, height: top };
}

function spikesByBand(neurons: readonly number[], bands: readonly PageBand[]): number[] {
  const counts = bands.map(() => 0);
  for (const neuron of neurons) {
    let low = 0;
    let high = bands.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bands[middle]!.begin <= neuron) low = middle;
      else high = middle - 1;
    }
    const band = bands[low]!;
    if (neuron < band.begin + band.size) counts[low]!++;
  }
  return counts;
}

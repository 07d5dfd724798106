/** What the spike router did: how long packets took and why, which links were busy, what became of spike times. */
import type { NocLink, NocSummary, ReportData, ReportNoc } from '../../model/report.ts';
import { SHADES } from '../core-map.ts';
import { escapeHtml } from '../escape.ts';
import { drawHistogram } from '../histogram.ts';
import { type Column, table } from '../html-table.ts';
import type { DrawnChart } from '../line-chart.ts';
import { type DrawnNetwork, drawLinkMap, drawnNetwork } from '../link-map.ts';
import { linkKindText, linkText } from '../link-names.ts';
import { classRanges, type LinkShades, linkShades } from '../link-shades.ts';
import type { PageNoc } from '../page/page-data.ts';
import { type SplitPart, splitBar } from '../split-bar.ts';
import { formatCount, formatPercent, formatSmallPercent, formatTimeNs } from '../units.ts';

export interface NocSection {
  readonly html: string;
  /** Null where no map is drawn. */
  readonly page: PageNoc | null;
  readonly charts: readonly DrawnChart[];
}

/** Empty where nothing is known of packets between routers. */
export function nocSection({ summary, noc, chip }: ReportData): NocSection {
  const figures = summary.noc;
  if (noc?.planned) return plannedSection(noc, summary.totals, chip.chipsUsed);
  if (!noc || !figures) return { html: '', page: null, charts: [] };
  if (figures.deliveries === 0) {
    const html =
      '<section id="router"><h2>Spike router</h2><p class="lead">No packet was sent.</p></section>';
    return { html, page: null, charts: [] };
  }
  const charts = latencyChart(noc, figures);
  const map = linkMap(noc, chip.chipsUsed);
  const html = `<section id="router"><h2>Spike router</h2>
<p class="lead">${leadText(figures)}</p>
${splitBar(splitParts(figures), figures.latencyNs.mean, formatTimeNs)}
${charts.map((chart) => chart.html).join('')}
<h3>Links</h3>
${map.html}
${worstTable(figures)}
<h3>Spike timing</h3>
<p class="lead">${timingText(figures)}</p>
</section>`;
  return { html, page: map.page, charts };
}

/** Packets on the ways that the routing gives them, as if none ever met another. */
function plannedSection(
  noc: ReportNoc,
  { packets, interCorePackets, hops }: ReportData['summary']['totals'],
  chipsUsed: number,
): NocSection {
  const map = linkMap(noc, chipsUsed);
  const perPacket = packets > 0 ? (hops / packets).toPrecision(3) : '0';
  const html = `<section id="router"><h2>Traffic between cores</h2>
<p class="lead"><b>${formatCount(interCorePackets)} of ${formatCount(packets)} packets</b> went to another core, over ${formatCount(hops)} hops in all, ${perPacket} each. Packets were counted along their ways and not timed one by one (<code>--timing cycle</code> does that); events of the host are left out.</p>
${map.html}
</section>`;
  return { html, page: map.page, charts: [] };
}

function leadText(figures: NocSummary): string {
  const { packets, deliveries, latencyNs } = figures;
  const sent = `${formatCount(packets)} ${packets === 1 ? 'packet' : 'packets'}`;
  const arrived =
    deliveries === packets ? '' : ` made ${formatCount(deliveries)} deliveries, which`;
  const times = `${formatTimeNs(latencyNs.mean)} on average, 99 of 100 at most ${formatTimeNs(latencyNs.p99)}, the longest ${formatTimeNs(latencyNs.max)}`;
  return `${sent}${arrived} took <b>${times}</b>, from the spike to the end of the work on it at its destination. ${longestText(figures)}`;
}

function splitParts({ splitNs }: NocSummary): (SplitPart & { readonly where: string })[] {
  return [
    {
      name: 'Source wait',
      tone: 't0',
      amount: splitNs.source,
      note: 'until the network takes the packet',
      where: 'at the source, until the network takes the packet',
    },
    {
      name: 'Way',
      tone: 't1',
      amount: splitNs.way,
      note: 'the hops, with no other packet about',
      where: 'the way itself',
    },
    {
      name: 'Blocked',
      tone: 't2',
      amount: splitNs.blocked,
      note: 'held up in routers by other packets',
      where: 'waiting in routers behind other packets',
    },
    {
      name: 'Destination',
      tone: 't3',
      amount: splitNs.destination,
      note: 'wait for the core, and its work',
      where: 'at the destination, waiting for the core and its work',
    },
  ];
}

function longestText(figures: NocSummary): string {
  const [longest] = splitParts(figures).sort((a, b) => b.amount - a.amount);
  const share = longest!.amount / figures.latencyNs.mean;
  if (!(share > 0)) return '';
  const how = share > 0.5 ? 'Most of that' : 'The largest part';
  return `${how}, ${percentHtml(share)}, is ${longest!.where}.`;
}

/** Its sign stays on the line. */
function percentHtml(fraction: number): string {
  return escapeHtml(formatPercent(fraction)).replace(' ', '&nbsp;');
}

function latencyChart({ latency }: ReportNoc, { latencyNs }: NocSummary): DrawnChart[] {
  if (latency.length === 0) return [];
  const bars = latency.map(({ fromNs, toNs, count }) => ({ from: fromNs, to: toNs, count }));
  const marks = [
    { name: 'p50', at: latencyNs.p50 },
    { name: 'p99', at: latencyNs.p99 },
  ];
  const [id, title] = ['noc-latency', 'Deliveries by latency'];
  return [drawHistogram({ id, title, noun: 'deliveries', bars, marks, format: formatTimeNs })];
}

function linkMap(noc: ReportNoc, chipsUsed: number): { html: string; page: PageNoc | null } {
  if (!noc.links.some(({ flits }) => flits > 0)) {
    const text =
      noc.links.length === 0
        ? 'The network has a single router and no links.'
        : `All packets stayed within their tile: none of the ${formatCount(noc.links.length)} links between routers carried one.`;
    return { html: `<p class="muted">${text}</p>`, page: null };
  }
  const network = drawnNetwork(noc, chipsUsed);
  if (!network) {
    const text = `${formatCount(noc.links.length)} links are too many to draw; these were the busiest.`;
    return { html: `<p class="muted">${text}</p>`, page: null };
  }
  return mapView(noc, network);
}

function mapView(noc: ReportNoc, network: DrawnNetwork): { html: string; page: PageNoc } {
  const links = network.busy.map((i) => noc.links[i]!);
  const shades = linkShades(noc, links);
  const initial = busiest(links);
  const signs = shades.packed.map((sign) => sign[0]!);
  const page: PageNoc = {
    positions: shades.positions,
    fullAll: scaleText(shades.fullAll),
    fullBin: scaleText(shades.fullBin),
    ranges: classRanges(shades.fullBin),
    initial,
    titles: links.map(linkText),
    kinds: links.map(({ kind }) => linkKindText(kind)),
    flits: links.map(({ flits }) => formatCount(flits)),
    utilizations: links.map(({ utilization }) => formatSmallPercent(utilization)),
    blocked: links.map(({ blockedNs }) => (noc.planned ? 'not timed' : formatTimeNs(blockedNs))),
    shades: shades.packed,
  };
  const html = `<p class="muted">${readingText(network)}</p>
<div class="noc-controls">${slider(shades)}${scale(shades)}</div>
<div class="core-view">${drawLinkMap(noc, network, signs, initial)}${details(page, noc.planned === true)}</div>`;
  return { html, page };
}

function busiest(links: readonly NocLink[]): number {
  const most = links.reduce((max, { utilization }) => Math.max(max, utilization), 0);
  return links.findIndex(({ utilization }) => utilization === most);
}

function readingText({ busy, idle, part }: DrawnNetwork): string {
  const all = busy.length + idle.length;
  const cut = part ? ' Only the part of the network in use is drawn.' : '';
  return `${formatCount(busy.length)} of ${formatCount(all)} link directions carried packets. Squares are routers; each half arrow is one direction, and the stronger its shade, the longer it was busy.${cut}`;
}

function scaleText(full: number): string {
  return `${formatSmallPercent(full)} of the time`;
}

/** Hidden until the script can follow it. The bars above it show the busiest link of each bin. */
function slider({ positions, mostByBin, fullBin }: LinkShades): string {
  const bins = mostByBin.length;
  if (bins < 2) return '';
  const bars = mostByBin.map((most, b) => {
    const height = fullBin > 0 ? Math.round((most / fullBin) * 1000) / 10 : 0;
    return `<path data-b="${b + 1}" d="M${b + 0.6} 100v-${Math.max(2, height)}h.8V100z"/>`;
  });
  return `<div class="noc-time" hidden><label for="noc-step">Steps of all samples</label>
<div><svg viewBox="0 0 ${bins} 100" preserveAspectRatio="none" aria-hidden="true">${bars.join('')}</svg><input type="range" id="noc-step" min="0" max="${bins}" value="0" aria-valuetext="${positions[0]}"></div>
<output for="noc-step" id="noc-steps">${positions[0]}</output></div>`;
}

function scale({ fullAll }: LinkShades): string {
  const steps = Array.from({ length: SHADES }, (_, i) => `<i class="b${i}"></i>`).join('');
  return `<div class="scale" aria-hidden="true"><span>busy 0 %</span>${steps}<span id="noc-full">${scaleText(fullAll)}</span></div>`;
}

/** The busiest link until another is pointed at. */
function details(page: PageNoc, planned: boolean): string {
  const i = page.initial;
  const rows = [
    ['Kind', escapeHtml(page.kinds[i]!)],
    ['Flits', page.flits[i]!],
    ['Busy', page.utilizations[i]!],
    ['Blocked', page.blocked[i]!],
  ].map(([title, text]) => `<div><dt>${title}</dt><dd>${text}</dd></div>`);
  const blocked = planned
    ? ''
    : '\n<p class="muted">Blocked is the time for which a flit stood ready and could not leave.</p>';
  return `<aside id="link-details" aria-live="polite"><h3>${escapeHtml(page.titles[i]!)}</h3><dl>${rows.join('')}<div hidden><dt></dt><dd></dd></div></dl>${blocked}</aside>`;
}

const LINK_COLUMNS: readonly Column[] = [
  { title: 'Busiest links' },
  { title: 'Kind' },
  { title: 'Flits', number: true },
  { title: 'Busy', number: true },
  { title: 'Blocked', number: true },
];

function worstTable({ worstLinks, bufferHighWater }: NocSummary): string {
  if (worstLinks.length === 0) return '';
  const rows = worstLinks.map((link) => [
    escapeHtml(linkText(link)),
    escapeHtml(linkKindText(link.kind)),
    formatCount(link.flits),
    escapeHtml(formatSmallPercent(link.utilization)),
    formatTimeNs(link.blockedNs),
  ]);
  const flits = bufferHighWater === 1 ? 'flit' : 'flits';
  return `<div class="worst-links">${table('Busiest links', LINK_COLUMNS, rows, 0)}</div>
<p class="muted">The fullest input buffer of a router held ${formatCount(bufferHighWater)} ${flits}.</p>`;
}

function timingText({ isiDistortionNs, outOfOrder, deliveries }: NocSummary): string {
  const { mean, max } = isiDistortionNs;
  const intervals =
    max > 0
      ? `On the way to a core, the interval between two spikes of a neuron changed by <b>${formatTimeNs(mean)} on average and ${formatTimeNs(max)} at most</b>`
      : 'No interval between two spikes of a neuron changed on the way to a core';
  const share = percentHtml(outOfOrder / deliveries);
  const order =
    outOfOrder > 0
      ? `<b>${formatCount(outOfOrder)} of ${formatCount(deliveries)} deliveries</b> (${share}) came after one that was made later`
      : 'all deliveries came in the order in which they were made';
  return `${intervals}; ${order}. A barrier at the end of each step hides both: neurons then see only the step that a spike belongs to. Who reads raw packets, or runs without a barrier, sees them.`;
}

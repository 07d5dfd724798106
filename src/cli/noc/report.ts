/** A page of one run of `noc`: latency and throughput by load, and the links. It holds no outside reference. */
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import type { ReportNoc } from '../../model/report.ts';
import { embedJson, escapeHtml, nameHtml } from '../../report/escape.ts';
import { type DrawnChart, drawLineChart } from '../../report/line-chart.ts';
import { drawLinkMap, drawnNetwork } from '../../report/link-map.ts';
import { linkShades } from '../../report/link-shades.ts';
import { startCharts } from '../../report/page/charts.ts';
import { STYLE } from '../../report/style.ts';
import { formatCount, formatPercent } from '../../report/units.ts';
import { busiestLinks, type LinkUse } from './link-use.ts';
import type { NocSummary, PointSummary } from './summary.ts';
import { renderNocText } from './text.ts';

const LINKS_LISTED = 20;
/** Latencies are drawn up to this many times the one without load: beyond, the curve is a wall. */
const LATENCY_SHOWN = 6;
const PER_1000_CYCLES = 1000;

/** The page as HTML; the same run gives the same bytes. */
export function renderNocReport(
  summary: NocSummary,
  fabric: Fabric,
  links: readonly LinkUse[],
): string {
  const charts = curveCharts(summary);
  const name = nameHtml(summary.network.name);
  // The figures of the host differ from run to run and are no part of the table.
  const table = escapeHtml(renderNocText(summary, false));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${name} – Spikeloom</title>
<style>${STYLE}
pre{overflow-x:auto;font-size:13px;line-height:1.5}</style>
</head>
<body>
<main id="main">
<h1>${name}</h1>
<section id="figures"><h2>Figures</h2><pre>${table}</pre></section>
${charts.length === 0 ? '' : `<section id="curve"><h2>By load</h2><div class="charts">${charts.map(({ html }) => html).join('')}</div></section>`}
${linkSection(summary, fabric, links)}
</main>
<script type="application/json" id="page-data">${embedJson(charts.map(({ points }) => points))}</script>
<script>(() => {
'use strict';
const __name = (value) => value;
(${startCharts.toString()})(JSON.parse(document.getElementById('page-data').textContent));
})();</script>
</body>
</html>
`;
}

function curveCharts({ curve, unit, saturation, zeroLoadLatency }: NocSummary): DrawnChart[] {
  if (curve.length < 2) return [];
  const limit = LATENCY_SHOWN * (zeroLoadLatency ?? Number.POSITIVE_INFINITY);
  const perThousand = (rate: number): number => Number((rate * PER_1000_CYCLES).toPrecision(4));
  const latencyOf = ({ state, packetLatency }: PointSummary): number =>
    state === 'stable' && packetLatency && packetLatency.mean <= limit
      ? packetLatency.mean
      : Number.NaN;
  const base = {
    xTitle: 'flits offered per node in 1,000 cycles',
    xs: curve.map(({ offeredLoad }) => perThousand(offeredLoad)),
  };
  const carried = saturation
    ? `carries ${perThousand(saturation.throughput)} per node in 1,000 cycles`
    : 'saturation was not searched';
  return [
    drawLineChart({
      ...base,
      id: 'latency',
      title: `Mean packet latency, ${unit}`,
      ys: curve.map(latencyOf),
      format: (latency) => latency.toFixed(1),
      resting: zeroLoadLatency === null ? '' : `${zeroLoadLatency.toFixed(1)} without load`,
    }),
    drawLineChart({
      ...base,
      id: 'accepted',
      title: 'Flits accepted per node in 1,000 cycles',
      ys: curve.map(({ acceptedRate }) => perThousand(acceptedRate)),
      format: (rate) => String(perThousand(rate / PER_1000_CYCLES)),
      resting: carried,
    }),
  ];
}

function linkSection(summary: NocSummary, fabric: Fabric, links: readonly LinkUse[]): string {
  const rows = busiestLinks(links, LINKS_LISTED).map((link) => {
    const cells = [
      `${link.from} → ${link.to}`,
      link.kind,
      formatCount(link.flits),
      formatPercent(link.utilization),
      formatPercent(link.blocked),
      link.bufferHighWater === null ? '' : String(link.bufferHighWater),
    ];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  const heads = ['link', 'kind', 'flits', 'busy', 'blocked', 'most flits behind it'];
  const head = heads.map((title) => `<th>${title}</th>`).join('');
  const of =
    summary.curve.length === 0 ? '' : ` at a load of ${summary.shown.offeredLoad.toPrecision(4)}`;
  return `<section id="links"><h2>Links${of}</h2>
${linkMap(fabric, links)}
<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

/** Each direction of each link shaded by its use, the busiest darkest; planes are drawn over each other. */
function linkMap(fabric: Fabric, links: readonly LinkUse[]): string {
  const { routerPlace, outputRouter, outputTarget, inputRouter } = fabric;
  const between = links.filter(({ output, flits }) => outputTarget[output]! >= 0 && flits > 0);
  if (between.length === 0) return '';
  const noc: ReportNoc = {
    routers: Array.from({ length: fabric.routerCount }, (_, r) => ({
      x: routerPlace[r * 3]!,
      y: routerPlace[r * 3 + 1]!,
      chip: routerPlace[r * 3 + 2]!,
    })),
    links: between.map(({ output, from, to, kind, flits, utilization }) => ({
      from,
      to,
      kind,
      flits,
      utilization,
      blockedNs: 0,
      fromRouter: outputRouter[output]!,
      toRouter: inputRouter[outputTarget[output]!]!,
      byBin: [],
    })),
    bins: [],
    latency: [],
  };
  const drawn = drawnNetwork(noc, Number.POSITIVE_INFINITY);
  if (drawn === null) return '';
  const shades = linkShades(
    noc,
    drawn.busy.map((k) => noc.links[k]!),
  );
  const signs = shades.packed.map((sign) => sign[0]!);
  return `<p class="muted">Routers, and each direction of each link: the darkest is busy ${formatPercent(shades.fullAll)} of the time.</p>
<div class="core-view">${drawLinkMap(noc, drawn, signs, -1)}</div>`;
}

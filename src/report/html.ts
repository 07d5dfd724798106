/** The report page of a run: one file that needs nothing else, not even a network. */
import type { ReportData } from '../model/report.ts';
import { embedJson, nameHtml } from './escape.ts';
import { startCharts } from './page/charts.ts';
import { startCoreMap } from './page/core-map.ts';
import { nearestInDirection } from './page/nearest.ts';
import { startNoc } from './page/noc.ts';
import { startOutputs } from './page/outputs.ts';
import type { PageData } from './page/page-data.ts';
import { startRaster } from './page/raster.ts';
import { startTheme } from './page/theme.ts';
import { alternativesSection } from './sections/alternatives.ts';
import { coresSection } from './sections/cores.ts';
import { anytimeSection, stepsSection } from './sections/curves.ts';
import { energySection } from './sections/energy.ts';
import { headSection } from './sections/head.ts';
import { instancesSection } from './sections/instances.ts';
import { nocSection } from './sections/noc.ts';
import { notesSection } from './sections/notes.ts';
import { rasterSection } from './sections/raster.ts';
import { sensitivitySection } from './sections/sensitivity.ts';
import { networkSection, outputsSection, totalsSection } from './sections/tables.ts';
import { STYLE } from './style.ts';

const PAGE_BYTES_MAX = 1_000_000;
/** Style, script and header, with some air for characters of several bytes. */
const FIXED_BYTES = 60_000;
/** Two bytes of varint for nearly every spike, a third more as base64, and the counts of the steps. */
const BYTES_PER_SPIKE_MAX = 2.8;
const SPIKES_MIN = 5_000;
const SPIKES_MAX = 200_000;

/**
 * The page as HTML, below 1 MB for any run whose names and notes are of sane length. The same data
 * gives the same bytes. It reads without its script, which adds pointing, shading and the raster.
 */
export function renderReport(data: ReportData): string {
  const cores = coresSection(data);
  const steps = stepsSection(data);
  const anytime = anytimeSection(data);
  const noc = nocSection(data);
  const before = [cores.html, noc.html];
  const after = [
    energySection(data),
    sensitivitySection(data.sensitivity ?? null),
    alternativesSection(data),
    steps.html,
    anytime.html,
    instancesSection(data.summary),
    outputsSection(data),
    networkSection(data),
    notesSection(data),
    totalsSection(data),
  ];
  const charts = [...noc.charts, ...steps.charts, ...anytime.charts].map(({ points }) => points);
  const rest = [...before, ...after, embedJson({ cores: cores.page, noc: noc.page, charts })].join(
    '',
  );
  const raster = rasterSection(data, spikesThatFit(rest.length));
  const sections = [...before, raster.html, ...after];
  const page: PageData = { cores: cores.page, noc: noc.page, raster: raster.page, charts };
  const { network } = data.summary;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${nameHtml(network.name)} on ${nameHtml(data.chip.title)} – Spikeloom</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<nav aria-label="Sections"><div><p>${navigation(sections)}</p><button type="button" id="theme" hidden></button></div></nav>
<main id="main">
${headSection(data)}
${sections.filter((section) => section !== '').join('\n')}
</main>
<script type="application/json" id="page-data">${embedJson(page)}</script>
<script>${pageScript()}</script>
</body>
</html>
`;
}

/** Spikes that the raster may hold beside `restLength` characters of everything else. */
function spikesThatFit(restLength: number): number {
  const room = PAGE_BYTES_MAX - FIXED_BYTES - restLength;
  return Math.max(SPIKES_MIN, Math.min(SPIKES_MAX, Math.floor(room / BYTES_PER_SPIKE_MAX)));
}

/** Links to the sections that exist, titled as they are. */
function navigation(sections: readonly string[]): string {
  const heads = sections.join('').matchAll(/<section id="([a-z-]+)"><h2>([^<]+)<\/h2>/g);
  return [...heads].map(([, id, title]) => `<a href="#${id}">${title}</a>`).join('');
}

/**
 * The page's functions as text. esbuild's `keepNames` (which tsx sets) wraps named functions in a
 * helper `__name` that does not exist in a page: a stand-in returns them as they are. A bundle that
 * both keeps and shortens names would rename the helper too, and is not supported.
 */
function pageScript(): string {
  return `(() => {
'use strict';
const __name = (value) => value;
const data = JSON.parse(document.getElementById('page-data').textContent);
(${startTheme.toString()})();
const nearest = (${nearestInDirection.toString()});
(${startCoreMap.toString()})(data.cores, nearest);
if (data.noc) (${startNoc.toString()})(data.noc, nearest);
if (data.raster) (${startRaster.toString()})(data.raster);
(${startCharts.toString()})(data.charts);
(${startOutputs.toString()})();
})();`;
}

import type { Sensitivity } from '../model/report.ts';
import { nameHtml } from './escape.ts';
import { sensitivitySection } from './sections/sensitivity.ts';
import { STYLE } from './style.ts';

/** The tornado plot as a page of its own, without a script; the same figures give the same bytes. */
export function renderSensitivityPage(title: string, sensitivity: Sensitivity): string {
  const section = sensitivitySection(sensitivity);
  const empty = '<p class="lead">No constant with an interval moves energy or latency.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${nameHtml(title)} – Spikeloom</title>
<style>${STYLE}</style>
</head>
<body>
<main id="main">
<header><h1>${nameHtml(title)}</h1></header>
${section === '' ? empty : section}
</main>
</body>
</html>
`;
}

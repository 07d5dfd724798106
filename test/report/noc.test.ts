import { describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/model/report.ts';
import { renderReport } from '../../src/report/html.ts';
import { drawnNetwork } from '../../src/report/link-map.ts';
import { classRanges, linkShades } from '../../src/report/link-shades.ts';
import { renderSummaryText } from '../../src/report/table.ts';
import { USUAL_NOC, withinTiles, withNoc } from './made-up-noc.ts';
import { makeUpRun, USUAL_RUN } from './made-up-run.ts';

const DATA = withNoc(makeUpRun());
const PAGE = renderReport(DATA);
const HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">';

/** The section on the router; empty where there is none. */
function routerSection(page: string): string {
  return /<section id="router">.*?<\/section>/s.exec(page)?.[0] ?? '';
}

function drawnLinks(page: string): number {
  return page.match(/class="link /g)?.length ?? 0;
}

/** Traffic on one corner of a grid only. */
function cornerTraffic(data: ReportData): ReportData {
  const noc = data.noc!;
  const links = noc.links.map((link) => {
    const near = [link.fromRouter, link.toRouter].every((r) => {
      const { x, y } = noc.routers[r]!;
      return x < 5 && y < 4;
    });
    return near ? link : { ...link, flits: 0, utilization: 0, byBin: link.byBin.map(() => 0) };
  });
  return { ...data, noc: { ...noc, links } };
}

describe('the spike router on the report page', () => {
  it('has a section after the cores only where packets were timed', () => {
    const ids = [...PAGE.matchAll(/<section id="([a-z-]+)">/g)].map((match) => match[1]);
    expect(ids.slice(0, 2)).toEqual(['cores', 'router']);
    expect(PAGE).toContain('<a href="#router">Spike router</a>');
    expect(routerSection(renderReport(makeUpRun()))).toBe('');
  });

  it('draws counted packets along their ways where none was timed', () => {
    const { noc, summary, ...rest } = DATA;
    const { noc: _, ...untimed } = summary;
    const planned = { ...noc!, planned: true as const, latency: [], bins: [{ begin: 0, end: 37 }] };
    const page = renderReport({ ...rest, noc: planned, summary: untimed });
    const text = routerSection(page);
    expect(text).toContain('<h2>Traffic between cores</h2>');
    expect(text).toContain('not timed one by one');
    expect(text).not.toContain('Blocked is');
    expect(drawnLinks(page)).toBe(drawnLinks(PAGE));
  });

  it('tells latency, its largest part and what became of spike times', () => {
    const text = routerSection(PAGE).replaceAll(/<[^>]+>/g, '');
    expect(text).toContain('241 ns on average, 99 of 100 at most 905 ns, the longest 1.83 µs');
    expect(text).toContain('Most of that, 50.6&nbsp;%, is at the destination');
    expect(text).toContain('changed by 84.0 ns on average and 1.40 µs at most');
    expect(text).toContain('3,204 of 640,222 deliveries (0.5&nbsp;%) came after one');
  });

  it('draws each direction that carried packets, the others as outlines', () => {
    const busy = DATA.noc!.links.filter(({ flits }) => flits > 0).length;
    expect(drawnLinks(PAGE)).toBe(busy);
    expect(PAGE).toContain(`${busy} of 104 link directions carried packets.`);
    const outlines = /<path class="idle" d="([^"]*)"/.exec(PAGE)![1]!;
    expect(outlines.match(/M/g)).toHaveLength(104 - busy);
  });

  it('keeps the two directions of a link apart', () => {
    const shapes = [...PAGE.matchAll(/class="link [^"]*" data-i="\d+" d="([^"]+)"/g)];
    expect(new Set(shapes.map(([, shape]) => shape)).size).toBe(shapes.length);
  });

  it('reads without its script: all steps are shaded, the busiest link is told', () => {
    const section = routerSection(PAGE);
    expect(section).toMatch(/<path class="link l7 on"/);
    expect(section).toContain('<h3>(4,2) → (5,2)</h3>');
    expect(section).toContain('<span id="noc-full">4 % of the time</span>');
    expect(section).toContain('<div class="noc-time" hidden>');
  });

  it('lists the busiest links, worst first', () => {
    const table = /<div class="worst-links">.*?<\/table>/s.exec(PAGE)![0];
    const [, first] = table.split('<tr>').slice(1);
    expect(first).toContain('<th scope="row">(4,2) → (5,2)</th><td>east–west</td>');
    expect(first).toContain('<td class="n">160,000</td><td class="n">4 %</td>');
  });

  it('says so where all packets stay within a tile', () => {
    const section = routerSection(renderReport(withinTiles(makeUpRun())));
    expect(section).toContain(
      'All packets stayed within their tile: none of the 104 links between routers carried one.',
    );
    expect(section).not.toContain('link-map');
    expect(section).not.toContain('worst-links');
    expect(section).toContain('chart-noc-latency');
  });

  it('says so where no packet was sent', () => {
    const still = withinTiles(makeUpRun());
    const noc = { ...still.summary.noc!, packets: 0, deliveries: 0 };
    const data = { ...still, summary: { ...still.summary, noc } };
    expect(routerSection(renderReport(data))).toContain('No packet was sent.');
    expect(renderSummaryText(data.summary, false)).toMatch(/^router +no packet was sent$/m);
  });

  it('stays below 1 MB with as many links as are drawn, many bins and many spikes', () => {
    const run = makeUpRun({ ...USUAL_RUN, spikes: 300_000 });
    const data = withNoc(run, { ...USUAL_NOC, columns: 22, rows: 23, bins: 64 });
    expect(data.noc!.links.length).toBeGreaterThan(1_900);
    const page = renderReport(data);
    expect(drawnLinks(page)).toBeGreaterThan(1_600);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('keeps to the tables where links are too many to draw', () => {
    const page = renderReport(withNoc(makeUpRun(), { ...USUAL_NOC, columns: 64, rows: 32 }));
    expect(routerSection(page)).toContain('8,000 links are too many to draw');
    expect(drawnLinks(page)).toBe(0);
    expect(routerSection(page)).toContain('worst-links');
  });

  it('draws only the part of a large network that carried something', () => {
    const data = cornerTraffic(withNoc(makeUpRun(), { ...USUAL_NOC, columns: 64, rows: 32 }));
    const network = drawnNetwork(data.noc!, 1)!;
    expect(network.routers).toHaveLength(20);
    expect(network.part).toBe(true);
    expect(routerSection(renderReport(data))).toContain('Only the part of the network in use');
  });

  it('names chips where there are several, and leaves out those that do not exist', () => {
    const two = withNoc(makeUpRun(), { ...USUAL_NOC, chips: 2 });
    const data = { ...two, chip: { ...two.chip, chipsUsed: 2 } };
    const page = renderReport(data);
    const section = routerSection(page);
    expect(section).toContain('>chip 0</text>');
    expect(section).toContain('>chip 1</text>');
    expect(page).toContain('"chip to chip"');
    expect(routerSection(PAGE)).not.toContain('>chip 0</text>');
    expect(drawnNetwork(data.noc!, 2)!.routers).toHaveLength(64);
    const still = withinTiles(data).noc!;
    expect(drawnNetwork(still, 1)!.routers).toHaveLength(32);
  });

  it('draws links around the rim of a torus as their two ends', () => {
    const page = renderReport(withNoc(makeUpRun(), { ...USUAL_NOC, torus: true }));
    const shapes = [...page.matchAll(/class="link [^"]*" data-i="\d+" d="([^"]+)"/g)];
    const ends = shapes.filter(([, shape]) => shape!.match(/M/g)!.length === 2);
    expect(ends.length).toBeGreaterThan(15);
    expect(page).not.toContain('NaN');
  });

  it('escapes names of links', () => {
    const links = DATA.noc!.links.map((link) => ({ ...link, from: HOSTILE, kind: HOSTILE }));
    const worstLinks = DATA.summary.noc!.worstLinks.map((link) => ({ ...link, from: HOSTILE }));
    const page = renderReport({
      ...DATA,
      noc: { ...DATA.noc!, links },
      summary: { ...DATA.summary, noc: { ...DATA.summary.noc!, worstLinks } },
    });
    expect(page.match(/<script/g)).toHaveLength(PAGE.match(/<script/g)!.length);
    expect(page).not.toContain('<img');
  });

  it('prints nothing that is not a figure', () => {
    const noc = { ...DATA.noc!, links: [], latency: [], bins: [] };
    const page = renderReport({ ...DATA, noc });
    expect(page.split('</main>')[0]).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('linkShades', () => {
  it('holds all steps and single bins each against their own busiest link', () => {
    const noc = DATA.noc!;
    const shades = linkShades(noc, noc.links);
    expect(shades.fullAll).toBeCloseTo(0.04, 3);
    expect(shades.fullBin).toBeCloseTo(0.088, 3);
    expect(shades.positions.slice(0, 2)).toEqual(['all steps', 'step 0']);
    expect(shades.packed.every((signs) => signs.length === shades.positions.length)).toBe(true);
    const busiest = noc.links.findIndex(({ utilization }) => utilization === shades.fullAll);
    expect(shades.packed[busiest]![0]).toBe('7');
    expect(shades.packed[busiest]!.slice(1)).toMatch(/^0+1*2*3*4*5*6*7+6*5*4*3*2*1*0+$/);
    const idle = noc.links.findIndex(({ flits }) => flits === 0);
    expect(shades.packed[idle]).toMatch(/^-+$/);
  });

  it('says what a class stands for', () => {
    expect(classRanges(0.08)[0]).toBe('0 % to 1 %');
    expect(classRanges(0.08)[7]).toBe('7 % to 8 %');
  });
});

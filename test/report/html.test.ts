import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { UNLIMITED } from '../../src/model/chip.ts';
import type { ReportCore, ReportData } from '../../src/model/report.ts';
import { renderReport } from '../../src/report/html.ts';
import { makeUpRun, USUAL_RUN } from './made-up-run.ts';

const DATA = makeUpRun();
const PAGE = renderReport(DATA);
const HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'&';

function hostileData(): ReportData {
  const note = { code: HOSTILE, text: HOSTILE };
  return {
    ...DATA,
    summary: {
      ...DATA.summary,
      command: HOSTILE,
      network: { ...DATA.summary.network, name: HOSTILE },
      outputs: DATA.summary.outputs.map((output) => ({ ...output, sample: HOSTILE })),
      assumptions: [note],
      warnings: [HOSTILE, `W_CODE: ${HOSTILE}`],
    },
    chip: { ...DATA.chip, title: HOSTILE, parameterSetTitle: HOSTILE },
    cores: DATA.cores.map((core) => ({ ...core, populations: [{ name: HOSTILE, neurons: 1 }] })),
    populations: DATA.populations.map((population) => ({ ...population, name: HOSTILE })),
    projections: DATA.projections.map((projection) => ({ ...projection, name: HOSTILE })),
    energyByKind: DATA.energyByKind.map((line) => ({ ...line, label: HOSTILE, source: HOSTILE })),
    shown: { ...DATA.shown!, sample: HOSTILE },
  };
}

/** All cores of a mesh of `side` x `side` tiles of 4, in use. */
function manyCores(side: number): ReportData {
  const cores = Array.from({ length: side * side * 4 }, (_, i): ReportCore => {
    const tile = Math.floor(i / 4);
    const use = { ...DATA.cores[0]!.use, compartments: (i * 37) % 1024 };
    const place = { core: i, tile, x: tile % side, y: Math.floor(tile / side) };
    return { ...DATA.cores[i % DATA.cores.length]!, ...place, use };
  });
  return { ...DATA, cores, chip: { ...DATA.chip, tilesX: side, tilesY: side } };
}

function sectionIds(page: string): string[] {
  return [...page.matchAll(/<section id="([a-z-]+)">/g)].map((match) => match[1]!);
}

describe('renderReport', () => {
  it('has every section', () => {
    expect(sectionIds(PAGE)).toEqual([
      'cores',
      'raster-section',
      'energy',
      'steps',
      'anytime',
      'samples',
      'network',
      'notes',
      'sources',
      'totals',
    ]);
  });

  it('links to each section from the top', () => {
    for (const id of sectionIds(PAGE)) expect(PAGE).toContain(`<a href="#${id}">`);
  });

  it('gives the same bytes for the same data', () => {
    expect(renderReport(makeUpRun())).toBe(PAGE);
  });

  it('loads nothing and forbids loading', () => {
    expect(PAGE).not.toMatch(/https?:/);
    expect(PAGE).not.toMatch(/\ssrc=|@import|url\(/);
    expect(PAGE).toContain(`default-src 'none'`);
  });

  it('stays below 1 MB for 100 samples of 9,000 neurons with many spikes', () => {
    const data = makeUpRun({ ...USUAL_RUN, steps: 300, spikes: 400_000 });
    const page = renderReport(data);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(page).toContain('Only one spike in 3 is drawn.');
  });

  it('stays below 1 MB with 16,384 cores in use and more spikes than fit', () => {
    const spikes = makeUpRun({ ...USUAL_RUN, spikes: 300_000 }).shown;
    const page = renderReport({ ...manyCores(64), shown: spikes });
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(page).toContain('class="pixels"');
    expect(page).toContain('The fullest 100 cores');
  });

  it('draws no unused part of a huge mesh', () => {
    const chip = { ...DATA.chip, tilesX: 30_000, tilesY: 30_000 };
    const page = renderReport({ ...DATA, chip });
    expect(page).toContain('Only the part of the mesh in use is drawn.');
    expect(page.length).toBeLessThan(PAGE.length * 1.2);
  });

  it('escapes hostile text everywhere', () => {
    const page = renderReport(hostileData());
    expect(page.match(/<script/g)).toHaveLength(PAGE.match(/<script/g)!.length);
    expect(page.match(/<\/script/g)).toHaveLength(PAGE.match(/<\/script/g)!.length);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/"[^"<>]*" onerror=/);
  });

  it('inlines a script that parses and data that reads back', () => {
    const page = renderReport(hostileData());
    const script = page.slice(page.lastIndexOf('<script>') + 8, page.lastIndexOf('</script>'));
    expect(() => new Script(script)).not.toThrow();
    const json = /<script type="application\/json" id="page-data">(.*?)<\/script>/s.exec(page)![1]!;
    expect(JSON.parse(json).cores.details[0].populations[0]).toContain('</script>');
  });

  it('marks wrong samples and lists the first 200', () => {
    const page = renderReport(makeUpRun({ ...USUAL_RUN, samples: 250 }));
    const table = page.slice(page.indexOf('<table id="outputs">'));
    const rows = table.slice(0, table.indexOf('</table>'));
    expect(rows.match(/<tr/g)).toHaveLength(201);
    expect(rows.match(/class="wrong"/g)!.length).toBeGreaterThan(3);
    expect(page).toContain('50 more rows are left out.');
  });

  it('prints code, source and basis of everything it rests on', () => {
    for (const { code } of DATA.summary.assumptions) expect(PAGE).toContain(`<code>${code}</code>`);
    expect(PAGE).toContain('<code>W_SATURATION</code><p>population &quot;fc1&quot;');
    expect(PAGE).toContain('doi:10.1145/3320288.3320304');
    expect(PAGE).toContain('<b class="basis assumed">assumed</b>');
  });

  it('renders what is left where nothing ran, nothing is limited or figures are not finite', () => {
    const { time, energy, power, compare, mapping, chip, host, ...summary } = DATA.summary;
    const limits = {
      compartments: UNLIMITED,
      inputAxons: UNLIMITED,
      outputAxons: UNLIMITED,
      synapseMemoryBits: UNLIMITED,
      compartmentProfiles: UNLIMITED,
      thresholdProfiles: UNLIMITED,
      voltageRanges: UNLIMITED,
      synapseFormats: UNLIMITED,
    };
    const bare: ReportData = {
      ...DATA,
      summary: {
        ...summary,
        outputs: [],
        accuracy: null,
        anytime: [],
        assumptions: [],
        warnings: [],
      },
      chip: { ...DATA.chip, limits },
      cores: DATA.cores.map((core) => ({ ...core, energyPj: Number.NaN })),
      populations: [],
      projections: [],
      energyByKind: [],
      shown: null,
    };
    expect(sectionIds(renderReport(bare))).toEqual(['cores', 'network', 'notes', 'totals']);
    expect(renderReport({ ...bare, cores: [] })).toContain('No core is in use.');
    const shown = renderReport(bare).split('</main>')[0]!;
    expect(shown).not.toMatch(/NaN|undefined|Infinity/);
  });
});

/**
 * Networks of SANA-FE with the mapping they came with, each run in a process of its own (bundled as it is installed), beside
 * what SANA-FE 2.2.1 took (Release build, g++ 12, one processing thread).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { RAND10K, splitmixNetlist } from '../support/splitmix-netlist.ts';
import type { SanafeBenchRun } from './sana-fe-run.ts';

/** SANA-FE's load includes its first step; `stepsPerSecond` is that of its loop. */
interface Theirs {
  readonly loadS: number;
  readonly stepsPerSecond: number;
  readonly peakGb: number;
  readonly modelledUs: number;
}

interface SanafeCase {
  readonly network: 'rand10k' | 'dvs';
  readonly timing: 'analytic' | 'detailed' | 'cycle';
  readonly steps: number;
  readonly warmRuns: number;
  readonly theirs: Theirs;
}

const CASES: readonly SanafeCase[] = [
  {
    network: 'rand10k',
    timing: 'analytic',
    steps: 100,
    warmRuns: 9,
    theirs: { loadS: 7.1, stepsPerSecond: 22, peakGb: 2.61, modelledUs: 722.1683 },
  },
  {
    network: 'rand10k',
    timing: 'detailed',
    steps: 100,
    warmRuns: 3,
    theirs: { loadS: 7.1, stepsPerSecond: 2.7, peakGb: 2.63, modelledUs: 865.996 },
  },
  {
    network: 'rand10k',
    timing: 'cycle',
    steps: 20,
    warmRuns: 1,
    theirs: { loadS: 7.1, stepsPerSecond: 0.66, peakGb: 2.64, modelledUs: 136.559 },
  },
  {
    network: 'dvs',
    timing: 'analytic',
    steps: 1000,
    warmRuns: 1,
    theirs: { loadS: 12.8, stepsPerSecond: 65, peakGb: 4.64, modelledUs: 16_646.77 },
  },
  {
    network: 'dvs',
    timing: 'detailed',
    steps: 1000,
    warmRuns: 1,
    theirs: { loadS: 12.8, stepsPerSecond: 46, peakGb: 4.64, modelledUs: 18_938.18 },
  },
];

export interface SanafeBenchRow extends SanafeCase {
  readonly ours: SanafeBenchRun;
}

/** Reads the architecture and the DVS network of $SPIKELOOM_ORACLES/sana-fe; rand10k is generated. */
export function benchSanafe(): readonly SanafeBenchRow[] {
  const folder = join(process.env.SPIKELOOM_ORACLES ?? '', 'sana-fe');
  const architecture = join(folder, 'arch/loihi.yaml');
  if (!existsSync(architecture)) {
    throw new Error(`${architecture} is missing: set SPIKELOOM_ORACLES to the folder of oracles.`);
  }
  const work = mkdtempSync(join(tmpdir(), 'spikeloom-bench-'));
  try {
    const files = { rand10k: join(work, 'rand10k.net'), dvs: join(folder, 'dvs/dvs.yaml.gz') };
    writeFileSync(files.rand10k, splitmixNetlist(RAND10K));
    const script = bundle(join(work, 'run.mjs'));
    return CASES.map((each) => {
      const { network, timing, steps, warmRuns } = each;
      const args = [script, files[network], architecture, timing, String(steps), String(warmRuns)];
      const out = execFileSync(process.execPath, args, { encoding: 'utf8' });
      return { ...each, ours: JSON.parse(out) as SanafeBenchRun };
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function bundle(outfile: string): string {
  buildSync({
    entryPoints: [fileURLToPath(new URL('sana-fe-run.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['h5wasm', 'protobufjs'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** The rows as a table in Markdown; ratios are theirs to ours, or ours to theirs for rates. */
export function sanafeTable(rows: readonly SanafeBenchRow[]): string {
  const head = [
    'network, timing, steps',
    'load s (SANA-FE)',
    'steps/s warm; first run (SANA-FE)',
    'load and first run, s',
    'peak MB (SANA-FE)',
    'modelled us (SANA-FE)',
    'energy uJ',
    'counts: fired, packets, synaptic events',
  ];
  const lines = rows.map(({ network, timing, steps, theirs, ours }) => {
    const rate = (ms: number): number => (steps / ms) * 1000;
    const warm = rate(ours.warmRunMs ?? ours.firstRunMs);
    const [loadS, peakMb] = [ours.loadMs / 1000, ours.peakBytes / 1e6];
    const off = (ours.modelledUs / theirs.modelledUs - 1) * 100;
    return [
      `${network}, ${timing}, ${steps}`,
      `${loadS.toFixed(2)} (${theirs.loadS}, ${(theirs.loadS / loadS).toFixed(1)}x)`,
      `${warm.toFixed(0)}; ${rate(ours.firstRunMs).toFixed(0)} (${theirs.stepsPerSecond}, ${(warm / theirs.stepsPerSecond).toFixed(0)}x)`,
      ((ours.loadMs + ours.firstRunMs) / 1000).toFixed(2),
      `${peakMb.toFixed(0)} (${theirs.peakGb * 1000}, ${((theirs.peakGb * 1000) / peakMb).toFixed(0)}x)`,
      `${ours.modelledUs.toFixed(4)} (${theirs.modelledUs}, ${off.toFixed(4)} %)`,
      ours.energyUj.toFixed(4),
      [ours.fired, ours.packets, ours.synapticEvents].join(', '),
    ];
  });
  return [head, head.map(() => '---'), ...lines].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

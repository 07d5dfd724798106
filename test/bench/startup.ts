/** Start-up of fresh processes: the built command line against bare node, and the import of a NIR file. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = 5;

export interface StartupResult {
  readonly bareNodeMs: number;
  readonly helpMs: number;
  readonly helpOverBareMs: number;
  /** The file that was read and how long a fresh process took from start to network, all in. */
  readonly nirFile: string;
  readonly nirImportMs: number;
}

/** Medians of 5 whole processes. Reads cnn_sinabs.nir where $SPIKELOOM_ORACLES is set, else the digits example. */
export function benchStartup(): StartupResult {
  const oracle = join(process.env.SPIKELOOM_ORACLES ?? '', 'nir/networks/cnn_sinabs.nir');
  const nirFile = existsSync(oracle) ? oracle : join(ROOT, 'examples/digits/digits.nir');
  const script = `import { readFileSync } from 'node:fs'; const { readNir } = await import(${JSON.stringify(`file://${ROOT}dist/index.js`)}); await readNir(readFileSync(${JSON.stringify(nirFile)}), 'net.nir');`;
  const bareNodeMs = medianMs(['-e', '0']);
  const helpMs = medianMs([join(ROOT, 'bin/spikeloom.js'), '--help']);
  return {
    bareNodeMs,
    helpMs,
    helpOverBareMs: helpMs - bareNodeMs,
    nirFile,
    nirImportMs: medianMs(['--input-type=module', '-e', script]),
  };
}

function medianMs(args: readonly string[]): number {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

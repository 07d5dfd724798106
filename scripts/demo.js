// Compiles and runs the handwritten-digit network on a Loihi 1 profile and writes the report page.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from '../dist/cli.js';

const example = fileURLToPath(new URL('../examples/digits/', import.meta.url));
mkdirSync('demo-out', { recursive: true });
process.exitCode = await main([
  'run',
  `${example}digits.nir`,
  '--chip',
  'loihi1',
  '--input',
  `${example}test.npz`,
  '--bin-origin',
  'zero',
  '--compare',
  '--out',
  'demo-out/run',
  '--report',
  'demo-out/report.html',
  ...process.argv.slice(2),
]);
if (process.exitCode === 0) {
  process.stderr.write('\nreport page: demo-out/report.html    run folder: demo-out/run/\n');
}

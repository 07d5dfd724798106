/** `npm run bench -- NAME [--json]`: measured figures behind the README's claims. */
import { benchCpp } from './cpp.ts';
import { benchFunctional } from './functional.ts';
import { benchKernels } from './kernels.ts';
import { benchQuantization } from './quantization.ts';
import { benchStartup } from './startup.ts';

interface Bench {
  readonly name: string;
  readonly description: string;
  readonly run: () => unknown;
}

const BENCHES: readonly Bench[] = [
  {
    name: 'functional',
    description:
      'random network, N = 10,000, 1,000 steps, 10 cores, per-core energy counts on, one thread',
    run: () => benchFunctional(10_000, 100, 1000, 'none'),
  },
  {
    name: 'analytic',
    description: 'the same with analytic time on',
    run: () => benchFunctional(10_000, 100, 1000, 'analytic'),
  },
  {
    name: 'cpp',
    description: 'functional against a plain C++ loop of the same network (g++ -O3), 3 runs each',
    run: () => benchCpp(10_000, 100, 1000, 3),
  },
  {
    name: 'kernels',
    description: 'synaptic events/s of dense rows against sparse rows, 1,024 x 1,024',
    run: benchKernels,
  },
  {
    name: 'quantization',
    description: 'spiking CNN on 100 recordings at 8 to 3 weight bits, calibrated or not (minutes)',
    run: benchQuantization,
  },
  {
    name: 'startup',
    description: 'fresh processes: --help against bare node, NIR import of a network (median of 5)',
    run: benchStartup,
  },
];

async function main(args: readonly string[]): Promise<number> {
  const [name] = args.filter((arg) => !arg.startsWith('--'));
  const bench = BENCHES.find((candidate) => candidate.name === name);
  if (!bench) {
    const list = BENCHES.map((b) => `  ${b.name.padEnd(12)} ${b.description}`).join('\n');
    process.stderr.write(`usage: npm run bench -- NAME [--json]\n${list}\n`);
    return 2;
  }
  const result = await bench.run();
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else console.dir(result, { depth: 4 });
  return 0;
}

process.exitCode = await main(process.argv.slice(2));

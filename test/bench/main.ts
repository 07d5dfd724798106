/** `npm run bench -- NAME [--json]`: measured figures behind the README's claims. */

import { measuredChipsPage } from '../support/measured-chips.ts';
import { benchAnalog } from './analog.ts';
import { benchChipMapping, chipMappingTable } from './chip-mapping.ts';
import { benchCpp } from './cpp.ts';
import { benchFunctional } from './functional.ts';
import { benchKernels } from './kernels.ts';
import { benchMapping } from './mapping.ts';
import { benchNoc } from './noc.ts';
import { benchNocLoihi } from './noc-loihi.ts';
import { benchPlacement } from './placement.ts';
import { benchQuantization } from './quantization.ts';
import { benchRemap, remapTable } from './remap.ts';
import { benchSanafe, sanafeTable } from './sana-fe.ts';
import { benchSilicon } from './silicon.ts';
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
    name: 'mapping',
    description: 'messages, cores, hops and time of the mapper beside METIS and KaHyPar (minutes)',
    run: benchMapping,
  },
  {
    name: 'placement',
    description: 'hops of the placer beside 20 times the work, and a thousand cores (minutes)',
    run: benchPlacement,
  },
  {
    name: 'chip-mapping',
    description:
      'real networks: messages, hops, energy and chip time of the default mapping against index order',
    run: async () => chipMappingTable(await benchChipMapping()),
  },
  {
    name: 'noc',
    description: 'clocked router on 8 x 8 and 16 x 16 meshes, uniform traffic, against BookSim2',
    run: benchNoc,
  },
  {
    name: 'noc-loihi',
    description:
      'asynchronous router: 318,089 packets of 100 Loihi cores in 20 steps, against SANA-FE',
    run: benchNocLoihi,
  },
  {
    name: 'analog',
    description: 'analog event engine: one to 10,000 neurons, against recorded costs of ngspice',
    run: benchAnalog,
  },
  {
    name: 'quantization',
    description: 'spiking CNN on 100 recordings at 8 to 3 weight bits, calibrated or not (minutes)',
    run: benchQuantization,
  },
  {
    name: 'sana-fe',
    description:
      'networks of SANA-FE: load, steps/s and memory beside its own (needs SPIKELOOM_ORACLES)',
    run: () => sanafeTable(benchSanafe()),
  },
  {
    name: 'remap',
    description:
      "SANA-FE's DVS network on its own mapping and on ours, side by side (needs SPIKELOOM_ORACLES)",
    run: () => remapTable(benchRemap()),
  },
  {
    name: 'silicon',
    description:
      'the energy model against power measured on a Loihi board (needs SPIKELOOM_ORACLES)',
    run: benchSilicon,
  },
  {
    name: 'measured-chips',
    description: 'the page docs/measured-chips.md (needs SPIKELOOM_ORACLES)',
    run: measuredChipsPage,
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
  if (typeof result === 'string') process.stdout.write(result);
  else if (args.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else console.dir(result, { depth: 4 });
  return 0;
}

process.exitCode = await main(process.argv.slice(2));

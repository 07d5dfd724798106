import { dirname, isAbsolute, join } from 'node:path';
import { checkLoads } from '../../../emulator/noc/curve.ts';
import { createDestinations } from '../../../emulator/noc/traffic-pattern.ts';
import { InputError } from '../../support/errors.ts';
import { createRng } from '../../support/rng.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { NocConfig } from '../noc/config.ts';
import { type ConfigSource, placed } from '../noc/config-source.ts';
import { linkUse } from '../noc/link-use.ts';
import { buildNetwork, type NocNetwork } from '../noc/network.ts';
import { readPacketTrace } from '../noc/packet-trace.ts';
import { type PlacedConfig, readNocConfig } from '../noc/read-config.ts';
import { type NocResult, runCurve, runTrace } from '../noc/run-noc.ts';
import { summarizeNoc } from '../noc/summary.ts';
import { printWarnings } from '../warnings.ts';

export interface NocOptions {
  readonly loads?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly tracePackets?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** `noc CONFIG`: a network on chip alone, under synthetic traffic or the packets of a trace. */
export async function nocCommand(path: string, options: NocOptions): Promise<number> {
  const { config, source } = readConfig(path, options);
  if (options.out !== undefined) checkWritable(options.out, 'folder');
  if (options.tracePackets !== undefined) checkWritable(options.tracePackets, 'file');
  if (options.report !== undefined) checkWritable(options.report, 'file');
  const network = buildNetwork(config, source);
  const started = performance.now();
  const result = await runConfig(config, source, network);
  if (result === null) {
    process.stderr.write(
      'E_INTERRUPTED: interrupted before the first load was measured; nothing was written.\n',
    );
    return 130;
  }
  const links = linkUse(network, result.shown.run);
  const summary = summarizeNoc(config, network, result, links, performance.now() - started);
  if (options.out !== undefined || options.tracePackets !== undefined) {
    const { packetLines, writeNocFolder } = await import('../noc/files.ts');
    if (options.out !== undefined) writeNocFolder(options.out, summary, result, links);
    if (options.tracePackets !== undefined) writeWhole(options.tracePackets, packetLines(result));
  }
  if (options.report !== undefined) {
    const { renderNocReport } = await import('../noc/report.ts');
    writeWhole(options.report, renderNocReport(summary, network.fabric, links));
  }
  if (options.json) {
    printWarnings(summary.warnings);
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  } else {
    const { renderNocText } = await import('../noc/text.ts');
    process.stdout.write(renderNocText(summary, process.stdout.isTTY ?? false));
  }
  return 0;
}

/** The configuration, with what the command line says otherwise. */
function readConfig(path: string, options: NocOptions): PlacedConfig {
  const read = readNocConfig(path);
  const seed = options.seed ?? read.config.seed;
  const { traffic } = read.config;
  if (options.loads === undefined) return { ...read, config: { ...read.config, seed } };
  if (traffic.kind === 'trace') {
    throw new InputError('E_USAGE', '--loads has no use with the packets of a trace.');
  }
  const loads = parseLoads(options.loads);
  return { ...read, config: { ...read.config, seed, traffic: { ...traffic, loads } } };
}

function parseLoads(text: string): number[] {
  return text.split(',').map((part) => {
    const load = /^\s*\d*\.?\d+([eE][+-]?\d+)?\s*$/.test(part) ? Number(part) : Number.NaN;
    if (load > 0 && load <= 1) return load;
    throw new InputError(
      'E_USAGE',
      `--loads ${text}: write loads above 0 and at most 1, parted by commas, e.g. 0.1,0.2.`,
    );
  });
}

async function runConfig(
  config: NocConfig,
  source: ConfigSource,
  network: NocNetwork,
): Promise<NocResult | null> {
  const { traffic } = config;
  if (traffic.kind === 'trace') {
    // As a person who reads the configuration finds it: beside that file.
    const path = isAbsolute(traffic.path) ? traffic.path : join(dirname(source.file), traffic.path);
    return runTrace(network, readPacketTrace(path, network.fabric));
  }
  const { grid } = network;
  placed(source, ['traffic', 'loads'], () =>
    checkLoads({ traffic, grid }, traffic.loads, config.measurement),
  );
  placed(source, ['traffic'], () =>
    createDestinations(traffic.pattern, grid, createRng(config.seed)),
  );
  const interrupt = listenForInterrupt();
  try {
    return await runCurve(config, traffic, network, interrupt);
  } finally {
    interrupt.dispose();
  }
}

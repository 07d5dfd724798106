import { resolve } from 'node:path';
import type { Compilation } from '../../../compiler/compile.ts';
import { encodeImage } from '../../program-file/encode.ts';
import { renderProfileTable } from '../../report/profile-table.ts';
import { renderUtilizationTable } from '../../report/table.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import { compileNetwork, type MappingChoice } from '../compile-network.ts';
import { describeCompilation, STAGES, type Stage, stageValue } from '../describe-compilation.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { checkRunOptions, type RawRunOptions, type RunOptions } from '../run-options.ts';
import { printWarnings } from '../warnings.ts';

export interface RawCompileOptions extends RawRunOptions, MappingChoice {
  readonly chip: string;
  readonly output?: string;
  readonly quantizedNir?: string;
  readonly stopAfter?: string;
  readonly explain?: boolean;
  readonly splitNeurons?: boolean;
}

/** `compile NETWORK --chip C -o IMAGE.loom`: mapping only. */
export async function compileCommand(networkPath: string, raw: RawCompileOptions): Promise<number> {
  if (raw.splitNeurons) {
    throw new InputError(
      'E_USAGE',
      '--split-neurons: this version cannot split a neuron over cores.',
    );
  }
  const options = checkRunOptions(raw);
  const stage = raw.stopAfter === undefined ? null : findStage(raw.stopAfter);
  const choice = {
    ...(raw.partitioner ? { partitioner: raw.partitioner } : {}),
    ...(raw.placer ? { placer: raw.placer } : {}),
    ...(raw.remap ? { remap: true } : {}),
  };
  checkTogether(raw, stage);
  if (raw.output !== undefined) checkWritable(raw.output, 'file');
  if (raw.quantizedNir !== undefined) checkWritable(raw.quantizedNir, 'file');
  const { compilation, calibration } = await compileNetwork(networkPath, raw.chip, options, choice);
  printWarnings(calibration.warnings);
  if (stage !== null) {
    process.stdout.write(`${JSON.stringify(stageValue(compilation, stage), null, 2)}\n`);
    return 0;
  }
  // Made before anything is written: a network that NIR cannot express leaves no image either.
  const quantized =
    raw.quantizedNir === undefined ? null : await quantizedNir(compilation, options);
  if (raw.output !== undefined) writeWhole(raw.output, encodeImage(compilation.image));
  if (raw.quantizedNir !== undefined && quantized) writeWhole(raw.quantizedNir, quantized);
  const description = describeCompilation(compilation.image);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(description.json, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${description.text}\n`);
  if (raw.explain) {
    const { cores, limits } = description;
    const tables = [renderUtilizationTable(cores, limits), renderProfileTable(cores, limits)];
    process.stdout.write(`\n${tables.filter((table) => table !== '').join('\n')}\n`);
  }
  for (const path of [raw.output, raw.quantizedNir]) {
    if (path !== undefined) process.stdout.write(`wrote ${path}\n`);
  }
  return 0;
}

function checkTogether(raw: RawCompileOptions, stage: Stage | null): void {
  const { output, quantizedNir: nir, calibrate } = raw;
  const clashes: [boolean, string][] = [
    [stage !== null && output !== undefined, '--stop-after makes no image: leave out -o.'],
    [stage !== null && nir !== undefined, '--stop-after prints alone: leave out --quantized-nir.'],
    [
      stage !== null && raw.explain === true,
      '--stop-after maps no cores to explain: leave out --explain.',
    ],
    [
      output !== undefined && nir !== undefined && resolve(output) === resolve(nir),
      '-o and --quantized-nir name the same file.',
    ],
    [calibrate === undefined && raw.steps !== undefined, '--steps has no use without --calibrate.'],
    [calibrate === undefined && raw.gain !== undefined, '--gain has no use without --calibrate.'],
  ];
  for (const [clash, message] of clashes) if (clash) throw new InputError('E_USAGE', message);
}

async function quantizedNir(
  { quantNet, normal }: Compilation,
  { simulation }: RunOptions,
): Promise<Uint8Array> {
  const { networkFromQuantNet, quantizationMetadata } = await import(
    '../../readers/nir-quantized.ts'
  );
  const { writeNir } = await import('../../readers/nir-write.ts');
  const network = networkFromQuantNet(quantNet, normal, simulation);
  return writeNir(network, quantizationMetadata(quantNet, normal));
}

function findStage(text: string): Stage {
  const stage = STAGES.find((candidate) => candidate === text);
  if (stage) return stage;
  const near = nearestWord(text, STAGES);
  throw new InputError(
    'E_USAGE',
    `--stop-after ${text}: there is no such pass${near ? `; did you mean ${near}?` : '.'} There are ${STAGES.join(', ')}.`,
  );
}

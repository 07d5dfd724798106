import { encodeImage } from '../../program-file/encode.ts';
import { renderUtilizationTable } from '../../report/table.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import { compileNetwork, type MappingChoice } from '../compile-network.ts';
import { describeCompilation, STAGES, type Stage, stageValue } from '../describe-compilation.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { checkRunOptions, type RawRunOptions } from '../run-options.ts';

export interface RawCompileOptions extends RawRunOptions, MappingChoice {
  readonly chip: string;
  readonly output?: string;
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
  };
  if (stage !== null && raw.output !== undefined) {
    throw new InputError('E_USAGE', '--stop-after makes no image: leave out -o.');
  }
  if (stage !== null && raw.explain) {
    throw new InputError('E_USAGE', '--stop-after maps no cores to explain: leave out --explain.');
  }
  if (raw.output !== undefined) checkWritable(raw.output, 'file');
  const { compilation } = await compileNetwork(networkPath, raw.chip, options, choice);
  if (stage !== null) {
    process.stdout.write(`${JSON.stringify(stageValue(compilation, stage), null, 2)}\n`);
    return 0;
  }
  if (raw.output !== undefined) writeWhole(raw.output, encodeImage(compilation.image));
  const description = describeCompilation(compilation.image);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(description.json, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${description.text}\n`);
  if (raw.explain) {
    process.stdout.write(`\n${renderUtilizationTable(description.cores, description.limits)}\n`);
  }
  if (raw.output !== undefined) process.stdout.write(`wrote ${raw.output}\n`);
  return 0;
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

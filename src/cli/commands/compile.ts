import { resolve } from 'node:path';
import type { Compilation } from '../../../compiler/compile.ts';
import { encodeImage } from '../../program-file/encode.ts';
import { renderExplanation } from '../../report/explain.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import { compileNetwork, type MappingChoice, mappingChoice } from '../compile-network.ts';
import { describeAnalog } from '../describe-analog.ts';
import { describeCompilation, STAGES, type Stage, stageValue } from '../describe-compilation.ts';
import { describeMisfit } from '../describe-misfit.ts';
import { describeWarm } from '../describe-warm.ts';
import { explainCompilation } from '../explain-compilation.ts';
import { checkWritable, writeWhole } from '../files.ts';
import { diagnosisOf } from '../fitting-profiles.ts';
import { checkRunOptions, type RawRunOptions, type RunOptions } from '../run-options.ts';
import { printWarnings } from '../warnings.ts';

export interface RawCompileOptions extends RawRunOptions, MappingChoice {
  readonly chip: string;
  readonly output?: string;
  readonly quantizedNir?: string;
  readonly stopAfter?: string;
  readonly explain?: boolean;
}

/** `compile NETWORK --chip C -o IMAGE.loom`: mapping only. */
export async function compileCommand(networkPath: string, raw: RawCompileOptions): Promise<number> {
  const options = checkRunOptions(raw);
  const stage = raw.stopAfter === undefined ? null : findStage(raw.stopAfter);
  const choice = mappingChoice(raw);
  checkTogether(raw, stage);
  if (raw.output !== undefined) checkWritable(raw.output, 'file');
  if (raw.quantizedNir !== undefined) checkWritable(raw.quantizedNir, 'file');
  const { compilation, calibration } = await compileNetwork(
    networkPath,
    raw.chip,
    options,
    choice,
  ).catch((error: unknown) => {
    reportMisfit(error, raw);
    throw error;
  });
  if (compilation.analog !== null && raw.quantizedNir !== undefined) {
    throw new InputError(
      'E_USAGE',
      `--quantized-nir writes integers of digital cores; those of ${raw.chip} are circuits. Leave it out; --explain shows what their codes make.`,
    );
  }
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
  const analog = compilation.analog && describeAnalog(compilation.analog);
  if (options.json) {
    const { warm } = compilation;
    const json = {
      ...description.json,
      ...(warm ? { warm } : {}),
      ...(analog ? { analog: analog.json } : {}),
    };
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${description.text}\n`);
  if (compilation.warm) process.stdout.write(`  ${describeWarm(compilation.warm)}\n`);
  if (raw.explain) {
    const explanation = explainCompilation(compilation);
    const tables = [
      renderExplanation(explanation, process.stdout.isTTY ?? false),
      analog?.text ?? '',
    ];
    process.stdout.write(`\n${tables.filter((table) => table !== '').join('\n')}`);
  }
  for (const path of [raw.output, raw.quantizedNir]) {
    if (path !== undefined) process.stdout.write(`wrote ${path}\n`);
  }
  return 0;
}

/** A network that does not fit, for the reader that asked for more than the error's one sentence. */
function reportMisfit(error: unknown, { json, explain }: RawCompileOptions): void {
  const diagnosis = diagnosisOf(error);
  if (diagnosis === null) return;
  if (json) {
    const document = { fits: false, diagnostics: [diagnosis] };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (explain) process.stdout.write(describeMisfit(diagnosis));
}

function checkTogether(raw: RawCompileOptions, stage: Stage | null): void {
  const { output, quantizedNir: nir, calibrate, splitNeurons = false } = raw;
  const clashes: [boolean, string][] = [
    [stage !== null && output !== undefined, '--stop-after makes no image: leave out -o.'],
    [stage !== null && nir !== undefined, '--stop-after prints alone: leave out --quantized-nir.'],
    [
      stage !== null && raw.explain === true,
      '--stop-after maps no cores to explain: leave out --explain.',
    ],
    [
      splitNeurons && nir !== undefined,
      '--quantized-nir writes whole neurons: leave out --split-neurons.',
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

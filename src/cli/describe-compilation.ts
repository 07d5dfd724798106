/** A compilation in words and JSON, and any value on its way. */
import type { Compilation } from '../../compiler/compile.ts';
import { corePosition, coresPerChip } from '../model/chip.ts';
import { type CoreUse, coreUseLimits } from '../model/mapping.ts';
import type { ProgramImage } from '../model/program.ts';
import type { ReportCore } from '../model/report.ts';
import { groupDigits } from '../support/errors.ts';
import { withCode } from './warnings.ts';

export const STAGES = ['normalize', 'schedule', 'quantize', 'partition', 'place', 'route'] as const;
export type Stage = (typeof STAGES)[number];

/** The value that a pass left, as JSON: typed arrays as plain lists. */
export function stageValue(compilation: Compilation, stage: Stage): unknown {
  const values: Record<Stage, unknown> = {
    normalize: compilation.normal,
    schedule: compilation.schedule,
    quantize: compilation.quantNet,
    partition: compilation.partition,
    place: compilation.placement,
    route: compilation.plan,
  };
  return plain(values[stage]);
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Int32Array);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

export interface CompilationDescription {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly cores: readonly ReportCore[];
  readonly limits: CoreUse;
}

export function describeCompilation(image: ProgramImage): CompilationDescription {
  const { header } = image;
  const { limits: cited } = header.profile.coreTypes[0]!;
  const limits = coreUseLimits(cited);
  const cores = image.cores.map(
    (core): ReportCore => ({
      core: core.core,
      ...corePosition(header.profile, core.core),
      use: core.use,
      energyPj: 0,
      spikes: 0,
      synapticEvents: 0,
      populations: core.slices.map(({ population, slotBegin, slotEnd }) => ({
        name: header.populations[population]!.name,
        neurons: slotEnd - slotBegin,
      })),
    }),
  );
  const available = coresPerChip(header.profile) * header.chipsUsed;
  const text = [
    `${header.networkName} fits ${header.profile.name}: ${groupDigits(cores.length)} of ${groupDigits(available)} cores on ${groupDigits(header.chipsUsed)} chip${header.chipsUsed > 1 ? 's' : ''}.`,
    ...header.projections.map(
      ({ name, kind, synapses, weightBits, weightExp, sqnrDb, clippedCount }) =>
        `  ${name}: ${kind}, ${groupDigits(synapses)} synapses, ${weightBits} bits, exponent ${weightExp}, SQNR ${sqnrDb === null ? 'exact' : `${sqnrDb.toFixed(1)} dB`}, ${groupDigits(clippedCount)} clipped`,
    ),
    ...header.assumptions.map(({ code, text: note }) => `  ${code}: ${note}`),
    ...withCode('W_MAPPING', header.warnings).map((warning) => `  ${warning}`),
  ].join('\n');
  const { profile, ...rest } = header;
  const json = {
    ...rest,
    profile: profile.name,
    coresUsed: cores.length,
    coresAvailable: available,
    limits,
    cores: cores.map(({ core, chip, x, y, use, populations }) => ({
      core,
      chip,
      x,
      y,
      use,
      populations,
    })),
  };
  return { json, text, cores, limits };
}

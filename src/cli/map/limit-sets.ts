/** Limits of one core for `map`: named sets, or a file. */
import { z } from 'zod';
import type { MappingLimits } from '../../../compiler/hypergraph/limits.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import {
  locate,
  parseYamlSource,
  pathText,
  renderFaults,
  type YamlSource,
} from '../../support/yaml-source.ts';
import { readWholeFile } from '../files.ts';

export interface LimitSet extends MappingLimits {
  readonly source: string;
}

export const FREE_LIMITS: Omit<MappingLimits, 'name' | 'neurons'> = {
  inputAxons: Infinity,
  outputAxons: Infinity,
  memoryBytes: Infinity,
  bytesPerSynapse: 0,
  bytesPerInputAxon: 0,
  fanIn: Infinity,
};

/** Assumed: the chip packs synapses in groups of 64 bits by format; this is their usual size. */
const LOIHI_BYTES = { bytesPerSynapse: 2, bytesPerInputAxon: 4 };

/** Simplified cores, as files in examples/mapping-suite; a chip's own profile says more and is what `compile` maps to. */
export const LIMIT_SETS: readonly LimitSet[] = [
  {
    ...FREE_LIMITS,
    name: 'loihi',
    neurons: 1024,
    inputAxons: 4096,
    outputAxons: 4096,
    memoryBytes: 131_072,
    ...LOIHI_BYTES,
    source:
      'neurons, axons and 16,384 x 64 bits of memory: nengo-loihi, block.py; 2 bytes a synapse and 4 an input axon: assumed',
  },
  {
    ...FREE_LIMITS,
    name: 'loihi-free',
    neurons: 1024,
    ...LOIHI_BYTES,
    source: 'nengo-loihi, block.py, neurons alone; bytes are counted, not limited',
  },
  {
    ...FREE_LIMITS,
    name: 'truenorth',
    neurons: 256,
    inputAxons: 256,
    source:
      'Merolla et al. 2014, doi:10.1126/science.1254642: a crossbar of 256 x 256; that a neuron has one target core is not applied',
  },
  {
    ...FREE_LIMITS,
    name: 'dynapse',
    neurons: 256,
    fanIn: 64,
    source: 'Moradi et al. 2018, doi:10.1109/TBCAS.2017.2759700: 256 neurons, 64 inputs each',
  },
];

const count = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const bytes = z.number().min(0).max(1e6);

/** A plain number, or one with its origin. */
function figure(inner: z.ZodNumber): z.ZodType<number> {
  const cited = z.strictObject({
    value: inner,
    source: z.string().min(1),
    basis: z.enum(['measured', 'simulated', 'derived', 'assumed']),
    note: z.string().optional(),
  });
  return z.unknown().transform((value, context): number => {
    const isPlain = typeof value !== 'object' || value === null;
    const parsed = isPlain ? inner.safeParse(value) : cited.safeParse(value);
    if (parsed.success) {
      return typeof parsed.data === 'number' ? parsed.data : parsed.data.value;
    }
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}

const schema = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  description: z.string().optional(),
  source: z.string().optional(),
  neurons: figure(count),
  inputAxons: figure(count).optional(),
  outputAxons: figure(count).optional(),
  memoryBytes: figure(count).optional(),
  bytesPerSynapse: figure(bytes).optional(),
  bytesPerInputAxon: figure(bytes).optional(),
  fanIn: figure(count).optional(),
});

/** A named set. Throws InputError E_USAGE. */
export function namedLimits(name: string, option: string = '--chip-limits'): LimitSet {
  const found = LIMIT_SETS.find((set) => set.name === name);
  if (found) return found;
  const names = LIMIT_SETS.map((set) => set.name);
  const near = nearestWord(name, names);
  throw new InputError(
    'E_USAGE',
    `${option} ${name}: there is no such set${near ? ` (did you mean ${near}?)` : ''}; sets are ${names.join(', ')}.`,
  );
}

/** A set from a YAML file; what it leaves out is not limited. Throws InputError E_FILE and E_LIMITS. */
export function readLimits(path: string): LimitSet {
  return limitsOfSource(limitsSource(path), path);
}

/** The file as YAML, whatever it holds. Throws InputError E_FILE and E_LIMITS. */
export function limitsSource(path: string): YamlSource {
  return parseYamlSource(
    readWholeFile(path, 'a file of limits'),
    path,
    (faults) => new InputError('E_LIMITS', renderFaults(faults), { faults }),
  );
}

/** Throws InputError E_LIMITS with the place of each fault. */
export function limitsOfSource(source: YamlSource, path: string): LimitSet {
  const parsed = schema.safeParse(source.value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      file: path,
      ...locate(source, issue.path),
      path: pathText(issue.path),
      message: issue.message,
    }));
    throw new InputError('E_LIMITS', renderFaults(faults), { faults });
  }
  const { data } = parsed;
  return {
    name: data.name ?? path,
    source: data.source ?? path,
    neurons: data.neurons,
    inputAxons: data.inputAxons ?? Infinity,
    outputAxons: data.outputAxons ?? Infinity,
    memoryBytes: data.memoryBytes ?? Infinity,
    bytesPerSynapse: data.bytesPerSynapse ?? 0,
    bytesPerInputAxon: data.bytesPerInputAxon ?? 0,
    fanIn: data.fanIn ?? Infinity,
  };
}

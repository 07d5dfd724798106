/**
 * Re-derives every limit and every index from a program image alone. It shares no count with the
 * passes that made the image: what they booked is held against what the arrays say.
 */
import { analogRegisterRanges } from '../src/analog/registers.ts';
import { type CoreType, coresPerChip } from '../src/model/chip.ts';
import { type CoreUse, coreUseLimits } from '../src/model/mapping.ts';
import type { SignMode } from '../src/model/network.ts';
import {
  type CoreProgram,
  type ImageProjection,
  type ProgramImage,
  SPARSE_SLOT_BITS,
  type SynapseBlock,
} from '../src/model/program.ts';
import { findRegisterModel } from '../src/neurons/register-models.ts';
import { checkAnalogCore } from './analog/check-analog.ts';
import { countAxons } from './check-axons.ts';
import { kernelLists } from './check-blocks.ts';
import { registerTables, synapseFormatCount } from './check-profiles.ts';
import { checkRouterTables } from './check-router-tables.ts';
import { learningTagBits } from './learning.ts';
import { axonBits, type SynapseWidths, storedWidths, weightBitsToStore } from './synapse-memory.ts';

export interface ImageViolation {
  readonly code: string;
  /** Physical core, or null for the image as a whole. */
  readonly core: number | null;
  readonly text: string;
  /** Need over limit; 1 for broken structure. Larger is worse. */
  readonly severity: number;
}

/** All violations, worst first; none for a legal image. */
export function checkImage(image: ProgramImage): ImageViolation[] {
  const found: ImageViolation[] = [];
  const core = image.header.profile.coreTypes[0]!;
  const delayed = delayedProjections(image);
  checkPlaces(image, found);
  const axons = countAxons(image);
  for (const { core: at, text } of axons.faults) found.push(broken('E_AXON_FORMAT', at, text));
  image.cores.forEach((program, index) => {
    const widthsOf = (block: SynapseBlock): SynapseWidths =>
      blockWidths(program, block, core, delayed, image.header.projections);
    const derived: CoreUse = {
      compartments: program.neurons.length,
      inputAxons: axons.inputAxons[index]!,
      outputAxons: axons.outputAxons[index]!,
      synapseMemoryBits: memoryOf(program, core, widthsOf),
      ...registerTables(program, core),
      synapseFormats: synapseFormatCount(program, image.header.projections, widthsOf),
    };
    checkUse(program, core, derived, found);
    checkWeights(program, core, found);
    checkRegisters(program, core, found);
    if (core.analog) checkAnalogCore(image, program, core, found);
    checkRoutes(image, index, found);
  });
  checkSymbols(image, found);
  checkInputs(image, found);
  checkLearning(image, found);
  if (found.length === 0) checkRouterTables(image, found);
  return found.sort((a, b) => b.severity - a.severity);
}

function broken(code: string, core: number | null, text: string): ImageViolation {
  return { code, core, text, severity: 1 };
}

function checkLearning({ header }: ProgramImage, found: ImageViolation[]): void {
  const { name, coreTypes } = header.profile;
  const learner = header.projections.find(({ learning }) => learning !== undefined);
  if (!learner || coreTypes[0]!.learning !== 'none') return;
  const text = `projection "${learner.name}" learns, and cores of ${name} cannot.`;
  found.push(broken('E_LEARNING', null, text));
}

function checkPlaces(image: ProgramImage, found: ImageViolation[]): void {
  const perChip = coresPerChip(image.header.profile);
  const seen = new Set<number>();
  for (const { core } of image.cores) {
    if (seen.has(core))
      found.push(broken('E_CORE_TWICE', core, `core ${core} holds two programs.`));
    seen.add(core);
    if (core < 0 || core >= perChip * image.header.profile.grid.chipsMax) {
      found.push(broken('E_CORE_RANGE', core, `core ${core} does not exist.`));
    }
  }
  const chips = new Set([...seen].map((core) => Math.floor(core / perChip))).size;
  if (chips !== image.header.chipsUsed) {
    found.push(
      broken(
        'E_CHIPS',
        null,
        `the header says ${image.header.chipsUsed} chips, the cores lie on ${chips}.`,
      ),
    );
  }
}

/** Projections with a delay anywhere: all their synapses are stored with a delay field. */
function delayedProjections({ cores }: ProgramImage): ReadonlySet<number> {
  const groups = cores.flatMap((program) => program.groups);
  return new Set(
    groups.filter(({ delaySteps }) => delaySteps > 0).map(({ projection }) => projection),
  );
}

function checkUse(
  program: CoreProgram,
  core: CoreType,
  derived: CoreUse,
  found: ImageViolation[],
): void {
  const { limits } = core;
  const limitOf = coreUseLimits(limits);
  for (const resource of Object.keys(derived) as (keyof CoreUse)[]) {
    const [needed, available] = [derived[resource], limitOf[resource]];
    if (needed > available) {
      found.push({
        code: 'E_LIMIT',
        core: program.core,
        text: `core ${program.core} needs ${needed} ${resource}, it has ${available} (+${needed - available}).`,
        severity: needed / available,
      });
    }
    if (needed !== program.use[resource]) {
      found.push(
        broken(
          'E_USE',
          program.core,
          `core ${program.core}: ${resource} is booked as ${program.use[resource]}, the arrays hold ${needed}.`,
        ),
      );
    }
  }
  for (const group of program.groups) {
    if (group.delaySteps > limits.delayStepsMax.value) {
      found.push({
        code: 'E_DELAY',
        core: program.core,
        text: `core ${program.core}: a delay of ${group.delaySteps} steps, the chip holds ${limits.delayStepsMax.value}.`,
        severity: group.delaySteps / limits.delayStepsMax.value,
      });
    }
  }
}

/** Fields of a block's synapses as they are stored. */
function blockWidths(
  program: CoreProgram,
  block: SynapseBlock,
  core: CoreType,
  delayed: ReadonlySet<number>,
  projections: readonly ImageProjection[],
): SynapseWidths {
  const group = program.groups[block.group]!;
  const { learning } = projections[group.projection]!;
  const widths = storedWidths(
    core.synapseMemory,
    weightBitsToStore(group, learning !== undefined),
    delayed.has(group.projection),
    block.kind !== 'dense',
    core.limits.compartments.value,
  );
  return { ...widths, tagBits: widths.tagBits + learningTagBits(core, learning) };
}

/** Synapse memory from the blocks; rows of one projection share a list, whatever their delays. */
function memoryOf(
  program: CoreProgram,
  { synapseMemory }: CoreType,
  widthsOf: (block: SynapseBlock) => SynapseWidths,
): number {
  const rows = new Map<string, number>();
  let bits = 0;
  for (const block of program.blocks) {
    const group = program.groups[block.group]!;
    const widths = widthsOf(block);
    const port = program.ports[block.port]!;
    if (block.kind === 'dense') {
      bits += (port.axonEnd - port.axonBegin) * axonBits(block.width, widths, synapseMemory);
    } else if (block.kind === 'conv') {
      for (const synapses of kernelLists(program, block)) {
        bits += axonBits(synapses, widths, synapseMemory);
      }
    } else {
      for (let row = 0; row + 1 < block.offsets.length; row++) {
        const key = `${group.projection}/${group.slice}/${row}`;
        const before = rows.get(key) ?? 0;
        const now = before + block.offsets[row + 1]! - block.offsets[row]!;
        bits += axonBits(now, widths, synapseMemory) - axonBits(before, widths, synapseMemory);
        rows.set(key, now);
      }
    }
  }
  return bits;
}

/** Mantissas must lie on the grid of their sign mode and bits, exponents in their field. */
function checkWeights(program: CoreProgram, core: CoreType, found: ImageViolation[]): void {
  const [expMin, expMax] = core.registers.weightExp;
  const wrong = program.groups.find(({ weightExp }) => weightExp < expMin || weightExp > expMax);
  if (wrong) {
    const text = `core ${program.core}: the weight exponent of projection ${wrong.projection} is ${wrong.weightExp}, its field holds ${expMin} to ${expMax}.`;
    found.push(broken('E_WEIGHT', program.core, text));
  }
  for (const block of program.blocks) {
    const { signMode, weightBits, projection } = program.groups[block.group]!;
    const isDigital = core.analog === undefined;
    const step = isDigital ? 2 ** Math.max(0, 8 - weightBits + (signMode === 'mixed' ? 1 : 0)) : 1;
    const { min: low, max: high } = isDigital
      ? mantissaRange(signMode, weightBits)
      : codeRange(weightBits);
    const words = block.kind === 'sparse' ? block.words : block.weights;
    for (let k = 0; k < words.length; k++) {
      const weight = block.kind === 'sparse' ? words[k]! >> SPARSE_SLOT_BITS : words[k]!;
      if (weight >= low && weight <= high && weight % step === 0) continue;
      found.push(
        broken(
          'E_WEIGHT',
          program.core,
          `core ${program.core}: weight ${weight} of projection ${projection} is not a ${signMode} weight of ${weightBits} bits.`,
        ),
      );
      break;
    }
  }
}

/** Signed mantissas of more than 9 bits have all of their range; up to 9, as `mantissaGrid` has it. */
function mantissaRange(signMode: SignMode, weightBits: number): { min: number; max: number } {
  if (signMode === 'mixed' && weightBits > 9) {
    return { min: -(2 ** (weightBits - 1)), max: 2 ** (weightBits - 1) - 1 };
  }
  const min = signMode === 'excitatory' ? 0 : signMode === 'mixed' ? -256 : -255;
  return { min, max: signMode === 'inhibitory' ? 0 : 255 };
}

/** Weight codes of analog cores are a sign and a magnitude. */
function codeRange(weightBits: number): { min: number; max: number } {
  const max = 2 ** (weightBits - 1) - 1;
  return { min: -max, max };
}

/** A register must be within its model's field and within the width that the profile gives it. */
function checkRegisters(program: CoreProgram, core: CoreType, found: ImageViolation[]): void {
  const ranges: Ranges = core.analog ? analogRegisterRanges(core.analog) : profileRanges(core);
  for (const slice of program.slices) {
    const fields = findRegisterModel(slice.neuron)?.fields ?? [];
    for (const [name, values] of Object.entries(slice.registers)) {
      const field = fields.find((candidate) => candidate.name === name);
      const [min, max] = ranges[name] ?? [field?.min ?? 0, field?.max ?? 0];
      const list = typeof values === 'number' ? [values] : values;
      const at = list.findIndex((value) => value < min || value > max);
      if (at < 0) continue;
      const text = `core ${program.core}, compartment ${slice.slotBegin + at}: ${name} is ${list[at]}, its field holds ${min} to ${max}.`;
      found.push(broken('E_REGISTER', program.core, text));
    }
  }
}

type Ranges = Readonly<Record<string, readonly [number, number]>>;

/** Ranges that the profile's register widths give, by field name. */
function profileRanges({ registers: widths }: CoreType): Ranges {
  const bias = 2 ** (widths.biasMantissaBits - 1);
  return {
    du: [-1, 2 ** widths.decayBits - 1],
    dv: [0, 2 ** widths.decayBits],
    vthMant: [0, 2 ** widths.thresholdMantissaBits - 1],
    biasMant: [-bias, bias - 1],
    biasExp: [-8, widths.biasExp[1]],
    refractorySteps: widths.refractorySteps,
  };
}

/** Every way out must end at an axon whose source it is. */
function checkRoutes(image: ProgramImage, index: number, found: ImageViolation[]): void {
  const program = image.cores[index]!;
  for (const slice of program.slices) {
    for (let slot = slice.slotBegin; slot < slice.slotEnd; slot++) {
      for (let k = program.routeOffsets[slot]!; k < program.routeOffsets[slot + 1]!; k++) {
        const neuron = program.neurons[slot]!;
        if (endsAt(image, program.routeCores[k]!, program.routeAxons[k]!, slice.population, neuron))
          continue;
        found.push(
          broken(
            'E_ROUTE',
            program.core,
            `core ${program.core}, compartment ${slot}: a route ends at an axon that is not its own.`,
          ),
        );
        return;
      }
    }
  }
}

function endsAt(
  image: ProgramImage,
  core: number,
  axon: number,
  population: number,
  neuron: number,
): boolean {
  const target = image.cores[core];
  if (!target || target.axonSources[axon] !== neuron) return false;
  const port = target.ports.find(({ axonBegin, axonEnd }) => axon >= axonBegin && axon < axonEnd);
  return port?.population === population;
}

/** Every neuron of every population is on exactly one core; every axon has one way that leads to it. */
function checkSymbols(image: ProgramImage, found: ImageViolation[]): void {
  const { populations } = image.header;
  const placed = populations.map(({ size }) => new Int32Array(size));
  for (const program of image.cores) {
    for (const slice of program.slices) {
      for (let slot = slice.slotBegin; slot < slice.slotEnd; slot++) {
        placed[slice.population]![program.neurons[slot]!]!++;
      }
    }
  }
  populations.forEach(({ name, input }, p) => {
    const wrong = placed[p]!.findIndex((count) => count !== (input ? 0 : 1));
    if (wrong >= 0) {
      const text = `neuron ${wrong} of population "${name}" is on ${placed[p]![wrong]} cores.`;
      found.push(broken('E_SYMBOLS', null, text));
    }
  });
  checkAxons(image, found);
}

function checkAxons(image: ProgramImage, found: ImageViolation[]): void {
  const ways = image.cores.map(({ axonSources }) => new Int32Array(axonSources.length));
  const count = (cores: Int32Array, axons: Int32Array): void => {
    for (let k = 0; k < cores.length; k++) {
      const at = ways[cores[k]!];
      if (at && axons[k]! >= 0 && axons[k]! < at.length) at[axons[k]!]!++;
    }
  };
  for (const { cores, axons } of image.inputs) count(cores, axons);
  for (const { routeCores, routeAxons } of image.cores) count(routeCores, routeAxons);
  image.cores.forEach(({ core }, c) => {
    const wrong = ways[c]!.findIndex((number) => number !== 1);
    if (wrong < 0) return;
    const text = `core ${core}: ${ways[c]![wrong]} ways lead to input axon ${wrong}, not one.`;
    found.push(broken('E_AXONS', core, text));
  });
}

function checkInputs(image: ProgramImage, found: ImageViolation[]): void {
  for (const input of image.inputs) {
    for (let index = 0; index + 1 < input.offsets.length; index++) {
      for (let k = input.offsets[index]!; k < input.offsets[index + 1]!; k++) {
        if (endsAt(image, input.cores[k]!, input.axons[k]!, input.population, index)) continue;
        found.push(
          broken('E_ROUTE', null, `input ${index}: a route ends at an axon that is not its own.`),
        );
        return;
      }
    }
  }
}

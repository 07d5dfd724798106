import type { CoreNeuronModel, CoreType } from '../../src/model/chip.ts';
import type { QuantPopulation, QuantProjection } from '../../src/model/mapping.ts';
import type {
  Assumption,
  LinearMap,
  Link,
  PerNeuron,
  Population,
} from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { DiscreteLif } from '../../src/neurons/float-model.ts';
import { floatNeuronModel } from '../../src/neurons/index.ts';
import { InputError } from '../../src/support/errors.ts';
import { placeExponent } from '../arithmetic.ts';
import { scaleMap, scaleTargets } from '../fuse-stages.ts';
import { noteApproximations } from './approximations.ts';
import { calibrationOfLink, chooseMantissas } from './calibration.ts';
import { checkClamp, chooseReset } from './chip-model.ts';
import { resetSynapse, withinSelfSynapse } from './emulated-reset.ts';
import type { Incoming, Timing } from './link-timing.ts';
import { type Lowered, largest, needsHold, registerFields } from './lowered.ts';
import { modeOf, type QuantizeOptions } from './options.ts';
import { choosePopulationScale } from './population-scale.ts';
import { lowerToRegisters } from './registers.ts';
import type { MantissaGrid } from './weights.ts';
import { mantissaGrid, mantissaLimit, maxAbs, quantizeWeights, signModeOf } from './weights.ts';

/** A population of real-valued equations, with the projections into it, as registers and mantissas. */
export function lowerReal(
  population: Population,
  index: number,
  base: Pick<QuantPopulation, 'name' | 'shape' | 'size' | 'level'>,
  chipModel: CoreNeuronModel,
  incoming: readonly Incoming[],
  timing: (entry: Incoming) => Timing,
  core: CoreType,
  options: QuantizeOptions,
  assumptions: Assumption[],
): Lowered {
  const model = floatNeuronModel(population.parameters.model, population.name);
  const emulatedReset = chooseReset(population, model.spiking, chipModel, options);
  checkClamp(population, chipModel, options);
  const widths = emulatedReset ? withinSelfSynapse(core.registers) : core.registers;
  const discrete = model.discretize(population, options);
  const lif = emulatedReset
    ? { ...discrete, vReset: 0 }
    : relativeToReset(population.size, discrete);
  noteApproximations(population, lif, options, emulatedReset, assumptions);
  const maps = incoming.map(({ link }) =>
    typeof lif.gain === 'number' ? scaleMap(link.map, lif.gain) : scaleTargets(link.map, lif.gain),
  );
  const grids = maps.map((map, k) => gridOf(incoming[k]!.link, map, options.weightBits));
  const calibrations = incoming.map(({ link, k }, at) =>
    calibrationOfLink(options.calibration ?? 'max-abs', k, link.pre, maps[at]!, grids[at]!),
  );
  const { scale, weightExps } = choosePopulationScale(
    {
      weightMax: maps.map((map, k) => maxAbs(map.weights) * calibrations[k]!.clip),
      mantissaMax: grids.map(mantissaLimit),
      thresholdMax: model.spiking ? largestDistance(population.size, lif) : 0,
      biasMax: largest(lif.constant),
    },
    widths,
  );
  const registers = lowerToRegisters(
    population.name,
    lif,
    scale,
    model.spiking,
    emulatedReset,
    widths,
  );
  const placed = (map: LinearMap<Int16Array>, exp: number) => {
    const { map: connectivity, weightExp } = placeExponent(modeOf(options), map, exp);
    return { connectivity, weightExp };
  };
  const projections = incoming.map((entry, k): QuantProjection => {
    const mantissaScale = scale / (64 * 2 ** weightExps[k]!);
    const { map, stats } = quantizeWeights(maps[k]!, mantissaScale, grids[k]!, (exact, nearest) =>
      chooseMantissas(calibrations[k]!, maps[k]!, grids[k]!, exact, nearest),
    );
    return {
      ...timing(entry),
      ...placed(map, weightExps[k]!),
      weightBits: options.weightBits,
      signMode: grids[k]!.signMode,
      stats,
    };
  });
  if (emulatedReset) projections.push(resetSynapse(population, index, registers.vthMant));
  const startStep = needsHold(registers) ? base.level : 0;
  const offset = typeof lif.vReset === 'number' ? lif.vReset : lif.vReset[0]!;
  return {
    population: {
      ...base,
      startStep,
      ...registerFields(population.name, registers, options),
      scale,
      offset,
    },
    projections,
  };
}

/** Throws InputError E_WEIGHT_BITS where the sign takes the only bit. */
function gridOf(link: Link, map: LinearMap, weightBits: number): MantissaGrid {
  const grid = mantissaGrid(signModeOf(link, map.weights), weightBits);
  if (mantissaLimit(grid) > 0) return grid;
  throw new InputError(
    'E_WEIGHT_BITS',
    `--weight-bits ${weightBits}: projection "${link.name}" has weights of both signs, so that one bit is the sign and none is left. Use --weight-bits 2 or more.`,
  );
}

/** Largest way from reset to threshold, which is what the threshold register holds. */
function largestDistance(size: number, { vThreshold, vReset }: DiscreteLif): number {
  let most = 0;
  for (let k = 0; k < size; k++) {
    most = Math.max(most, Math.abs(valueAt(vThreshold, k) - valueAt(vReset, k)));
  }
  return most;
}

/** Voltages measured from the reset value, so that the chip's reset to 0 is the network's reset. */
function relativeToReset(size: number, lif: DiscreteLif): DiscreteLif {
  if (lif.vReset === 0) return lif;
  const combine = (compute: (k: number) => number): Float64Array =>
    Float64Array.from({ length: size }, (_, k) => compute(k));
  const at = (values: PerNeuron, k: number): number =>
    typeof values === 'number' ? values : values[k]!;
  return {
    ...lif,
    constant: combine((k) => at(lif.constant, k) - at(lif.voltageDecay, k) * at(lif.vReset, k)),
  };
}

/** Partial sums as spikes of a fixed size, on chips whose spikes carry nothing else. */
import type { QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import type { LoihiLifRegisters } from '../src/model/network.ts';
import { registerFields } from './quantize/lowered.ts';
import type { QuantizeOptions } from './quantize/options.ts';
import type { CutContext, Parts } from './split-neurons-columns.ts';
import { partInput, partLink, partPopulation, sparseOf } from './split-neurons-columns.ts';
import type { Landing } from './split-neurons-maps.ts';
import { negatedMode } from './split-neurons-maps.ts';
import type { AccumulatorScale } from './split-neurons-scale.ts';
import { accumulatorScale } from './split-neurons-scale.ts';

/**
 * Sums as spikes. All accumulators of a neuron's part hold the same sum S, those of one sign +S and of the other
 * -S, without leak or reset; level k fires while its sum exceeds k - 1/2 steps. Each spike takes one step off all
 * of its sign, gives one to the other, and one of that sign to the neuron: so what was sent differs from what came
 * in by half a step at most, unless more than `levels` steps come at once, which then go out later.
 */
export function accumulatorParts(
  context: CutContext,
  levelsMax: number,
  options: QuantizeOptions,
): Parts {
  const { draft, over, soma, incoming, plan } = context;
  const { scale, signs } = accumulatorScale(soma, over.neurons, incoming, plan, levelsMax);
  const inputs = new Map<QuantProjection, QuantProjection[]>();
  const populations: QuantPopulation[] = [];
  const added: QuantProjection[] = [];
  signs.forEach((own, part) => {
    const index = draft.populations.length + part;
    const name = `${soma.name}~part${part + 1}`;
    const block = own.length * scale.levels;
    const units = over.neurons.length * block;
    const signOf = (unit: number): 1 | -1 => own[Math.floor((unit % block) / scale.levels)]!;
    for (const projection of incoming) {
      const found = signedInputs(context, projection, part, index, own, scale, units);
      if (found.length > 0) inputs.set(projection, [...(inputs.get(projection) ?? []), ...found]);
    }
    const registers = accumulatorRegisters(units, scale);
    const fields = registerFields(name, registers, options);
    populations.push(partPopulation(soma, name, units, 2 ** scale.shift, fields));
    const oneSign = own[0] === 1 ? 'excitatory' : 'inhibitory';
    const signMode = own.length > 1 ? 'mixed' : oneSign;
    added.push(
      {
        ...partLink(`${name} balance`, index, index, 0),
        connectivity: sparseOf(units, units, (unit) => {
          const begin = unit - (unit % block);
          return Array.from({ length: block }, (_, k): [number, number] => [
            begin + k,
            signOf(begin + k) === signOf(unit) ? -scale.mantissa : scale.mantissa,
          ]);
        }),
        weightExp: scale.exponent + scale.shift,
        signMode: own.length > 1 ? 'mixed' : 'inhibitory',
        backward: true,
      },
      {
        ...partLink(name, index, over.population, plan.channels[part]!),
        connectivity: sparseOf(units, soma.size, (unit) => [
          [over.neurons[Math.floor(unit / block)]!, signOf(unit) * scale.mantissa],
        ]),
        weightExp: scale.exponent,
        signMode,
      },
    );
  });
  return { populations, inputs, added, scale };
}

/** The inputs of a part: one projection, or one a sign where a weight cannot be negated within its mode. */
function signedInputs(
  context: CutContext,
  projection: QuantProjection,
  part: number,
  index: number,
  signs: readonly (1 | -1)[],
  { levels, shift }: AccumulatorScale,
  unitCount: number,
): QuantProjection[] {
  const block = signs.length * levels;
  const landingsOf = (chosen: readonly (1 | -1)[]): Landing[] =>
    context.over.neurons.map((_, neuron) =>
      signs.flatMap((sign, s) =>
        chosen.includes(sign)
          ? Array.from({ length: levels }, (_unused, level) => ({
              target: neuron * block + s * levels + level,
              sign,
            }))
          : [],
      ),
    );
  const groups = projection.signMode === 'mixed' ? [signs] : signs.map((sign) => [sign]);
  return groups.flatMap((chosen) => {
    const isNegated = projection.signMode !== 'mixed' && chosen[0] === -1;
    const found = partInput(context, projection, part, index, landingsOf(chosen), unitCount, {
      weightExp: projection.weightExp + shift,
      ...(isNegated ? { signMode: negatedMode(projection.signMode) } : {}),
    });
    if (found === null) return [];
    return [
      chosen.length === signs.length
        ? found
        : { ...found, name: `${found.name} ${isNegated ? '-' : '+'}` },
    ];
  });
}

function accumulatorRegisters(
  units: number,
  { step, levels, shift }: AccumulatorScale,
): LoihiLifRegisters {
  const vthMant = Int32Array.from(
    { length: units },
    (_, unit) => ((unit % levels) + 0.5) * step * 2 ** shift,
  );
  return {
    du: 4095,
    dv: 0,
    vthMant: levels === 1 ? vthMant[0]! : vthMant,
    biasMant: 0,
    biasExp: 0,
    refractorySteps: 0,
    v0: 0,
    reset: 'none',
    spiking: true,
  };
}

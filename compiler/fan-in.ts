/** Incoming synapses of each neuron against what a core type has room for, such as words of a content-addressed memory. */
import type { CoreType } from '../src/model/chip.ts';
import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { QuantNet } from '../src/model/mapping.ts';
import { CompileError, groupDigits } from '../src/support/errors.ts';
import { asSentence, type FitDiagnosis } from './partition/fit-errors.ts';

/** Synapses of other weight than 0 into each neuron of a population, [size]. */
function fanInOf(net: QuantNet, population: number): Int32Array {
  const counts = new Int32Array(net.populations[population]!.size);
  for (const { post, connectivity } of net.projections) {
    if (post !== population) continue;
    const { weights } = connectivity;
    for (let pre = 0; pre < preSize(connectivity); pre++) {
      forEachTarget(connectivity, pre, (target, at) => {
        const weight = typeof weights === 'number' ? weights : weights[at]!;
        if (weight !== 0) counts[target]!++;
      });
    }
  }
  return counts;
}

/**
 * Stands before the partition, which cannot change it. Throws CompileError E_FAN_IN for the population that is most over,
 * at its first such neuron.
 */
export function checkFanIn(net: QuantNet, core: CoreType): void {
  const available = core.limits.fanIn?.value;
  if (available === undefined) return;
  let worst: { population: number; neuron: number; needed: number; over: number } | null = null;
  net.populations.forEach(({ registers }, population) => {
    if (registers === null) return;
    const counts = fanInOf(net, population);
    const needed = counts.reduce((most, count) => Math.max(most, count), 0);
    if (needed <= available || needed <= (worst?.needed ?? 0)) return;
    const over = counts.reduce((sum, count) => sum + (count > available ? 1 : 0), 0);
    worst = { population, neuron: counts.indexOf(needed), needed, over };
  });
  if (worst !== null) throw tooManySynapses(net, core, available, worst);
}

function tooManySynapses(
  net: QuantNet,
  core: CoreType,
  available: number,
  worst: { population: number; neuron: number; needed: number; over: number },
): CompileError {
  const { name, size } = net.populations[worst.population]!;
  const { neuron, needed, over } = worst;
  const percent = Math.round((needed / available - 1) * 100);
  const verdict = 'No partition and no number of chips can change this.';
  const remedies = [
    `prune ${groupDigits(needed - available)} inputs of each`,
    'pool them in an earlier layer',
    `train with a fan-in of ${groupDigits(available)}`,
    `choose a profile with at least ${groupDigits(needed)} incoming synapses a neuron`,
  ];
  const diagnosis: FitDiagnosis = {
    code: 'E_FAN_IN',
    element: `population "${name}", neuron ${neuron}${over > 1 ? ` (and ${groupDigits(over - 1)} more of ${groupDigits(size)})` : ''}`,
    resource: 'fanIn',
    needed,
    available,
    impossible: true,
    verdict: `Proved impossible: one neuron alone has more synapses than a neuron holds. ${verdict}`,
    bound: null,
    remedies,
  };
  return new CompileError(
    'E_FAN_IN',
    `population "${name}" cannot fit core type "${core.name}": its neuron ${neuron} has ${groupDigits(needed)} incoming synapses, a neuron there holds ${groupDigits(available)} (+${groupDigits(needed - available)}, ${percent}% over); so it is with ${groupDigits(over)} of its ${groupDigits(size)} neurons. ${verdict} ${asSentence(remedies)}`,
    { population: name, neuron, needed, available, diagnosis },
  );
}

import type { ChipProfile } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import type { Rng } from '../../src/support/rng.ts';
import { candidateCores, placeSnake } from './snake.ts';
import { SwapState, swapWhileShorter } from './swaps.ts';
import type { Traffic } from './traffic.ts';

const SWEEPS = 200;
const COOLING = 0.96;

/**
 * Starts from the snake and anneals (Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671): random
 * swaps, taken where they save hops x routes or with probability exp(-loss / temperature). The best
 * placement seen is kept, so the result is never worse than the start.
 */
export function placeAnneal(
  net: QuantNet,
  partition: Partition,
  traffic: Traffic,
  profile: ChipProfile,
  chips: number,
  rng: Rng,
): Placement {
  const start = placeSnake(net, partition, traffic, profile, chips).coreOfPart;
  const candidates = candidateCores(profile, chips, partition.parts.length);
  const state = new SwapState(start.slice(), traffic, profile);
  let best = start;
  let [saved, savedMost] = [0, 0];
  let temperature = startTemperature(state, candidates, rng);
  for (let sweep = 0; sweep < SWEEPS; sweep++, temperature *= COOLING) {
    for (let k = 0; k < start.length; k++) {
      const part = rng.integer(start.length);
      const target = candidates[rng.integer(candidates.length)]!;
      if (target === state.coreOfPart[part]) continue;
      const gain = state.gain(part, target);
      if (gain < 0 && rng.next() >= Math.exp(gain / temperature)) continue;
      state.swap(part, target);
      saved += gain;
      if (saved > savedMost) {
        savedMost = saved;
        best = state.coreOfPart.slice();
      }
    }
  }
  swapWhileShorter(new SwapState(best, traffic, profile), candidates);
  return { placer: 'anneal', coreOfPart: best };
}

/** About the size of a usual loss: the mean over some random swaps, at least one hop. */
function startTemperature(state: SwapState, candidates: readonly number[], rng: Rng): number {
  const trials = 100;
  let sum = 0;
  for (let k = 0; k < trials; k++) {
    const part = rng.integer(state.coreOfPart.length);
    const target = candidates[rng.integer(candidates.length)]!;
    if (target !== state.coreOfPart[part]) sum += Math.abs(state.gain(part, target));
  }
  return Math.max(1, sum / trials);
}

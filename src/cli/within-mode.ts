/** What is left of a network where an arithmetic mode lacks some of what it asks for. */
import type { ArithmeticMode } from '../../compiler/arithmetic.ts';
import type { Link, NormalNetwork, Population } from '../model/network.ts';
import { groupDigits } from '../support/errors.ts';

export interface WithinMode {
  readonly network: NormalNetwork;
  /** What was taken out, one phrase each. */
  readonly without: readonly string[];
}

/** The network without biases, delays and learning that the mode does not have. */
export function withinMode(network: NormalNetwork, mode: ArithmeticMode, dtS: number): WithinMode {
  const without: string[] = [];
  const populations = network.populations.map((population) => {
    if (mode.hasBias || !hasBias(population)) return population;
    without.push(`the bias of "${population.name}"`);
    return withoutBias(population);
  });
  const links = network.links.map((link) => {
    const delayed = withoutLongDelays(link, mode.delayStepsMax, dtS, without);
    if (mode.learns || delayed.learning === undefined) return delayed;
    without.push(`the learning of "${link.name}"`);
    const { learning: _, ...fixed } = delayed;
    return fixed;
  });
  return { network: { ...network, populations, links }, without };
}

function hasBias({ parameters, bias }: Population): boolean {
  const values = parameters.model === 'loihi-lif' ? parameters.registers.biasMant : bias;
  return typeof values === 'number' ? values !== 0 : values.some((value) => value !== 0);
}

function withoutBias(population: Population): Population {
  const { parameters } = population;
  if (parameters.model !== 'loihi-lif') return { ...population, bias: 0 };
  const registers = { ...parameters.registers, biasMant: 0 };
  return { ...population, parameters: { model: 'loihi-lif', registers } };
}

/** Delays are cut to the longest that the mode has. */
function withoutLongDelays(link: Link, stepsMax: number, dtS: number, without: string[]): Link {
  const own = Math.round(link.delayS / dtS);
  const { map } = link;
  const delaysS = map.kind === 'sparse' ? map.delaysS : undefined;
  const longest = delaysS?.reduce((most, delay) => Math.max(most, Math.round(delay / dtS)), 0) ?? 0;
  if (own + longest <= stepsMax) return link;
  without.push(
    `the delay of "${link.name}" (${groupDigits(own + longest)} steps, the mode has at most ${stepsMax})`,
  );
  const kept = Math.min(own, stepsMax);
  const cut = { ...link, delayS: kept * dtS };
  if (map.kind !== 'sparse' || delaysS === undefined) return cut;
  const restS = (stepsMax - kept) * dtS;
  return { ...cut, map: { ...map, delaysS: delaysS.map((delay) => Math.min(delay, restS)) } };
}

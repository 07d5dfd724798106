import type { Assumption } from '../src/model/network.ts';
import { groupDigits } from '../src/support/errors.ts';
import type { SplitReport } from './split-neurons.ts';
import type { PartRecord } from './split-neurons-parts.ts';
import { EXPECTED_RATE } from './split-neurons-scale.ts';

const RESOURCE_WORDS = { inputAxons: 'input axons', synapseMemoryBits: 'bits of synapse memory' };

/** What splitting did, as assumptions: one for each population that was changed, and one for all. */
export function splitNotes(report: SplitReport): Assumption[] {
  const { parts, copies, extraNeurons, extraSynapses, addedSteps } = report;
  const steps = `${addedSteps} step${addedSteps === 1 ? '' : 's'}`;
  return [
    ...parts.map((record) => ({ code: 'A_SPLIT', text: partText(record) })),
    ...copies.map(({ population, copies: count, needed, available }) => ({
      code: 'A_SPLIT',
      text: `population "${population}" is there ${count} times, since a core would have needed ${groupDigits(needed)} output axons of ${groupDigits(available)}: all have the same inputs and spikes, and each serves a part of the targets.`,
    })),
    {
      code: 'A_SPLIT',
      text: `splitting adds ${groupDigits(extraNeurons)} neurons and ${groupDigits(extraSynapses)} synapses, and outputs come ${steps} later on the chip.`,
    },
  ];
}

function partText(record: PartRecord): string {
  const { population, neurons, of, resource, needed, available, parts } = record;
  const who =
    neurons === of ? `all ${groupDigits(of)}` : `${groupDigits(neurons)} of ${groupDigits(of)}`;
  const why = `need up to ${groupDigits(needed)} ${RESOURCE_WORDS[resource]}, a core has ${groupDigits(available)}`;
  const cut =
    parts === 1
      ? 'a part of the inputs of each goes to partial neurons'
      : `${groupDigits(parts)} parts of the inputs of each go to partial neurons`;
  return `population "${population}": ${who} neurons ${why}; ${cut}, ${resolutionText(record)}`;
}

function resolutionText({ kind, scale, parts }: PartRecord): string {
  if (kind === 'graded' || scale === null) {
    return 'which send their sums as the payload of one spike: exact but for floors where a weight exponent is negative.';
  }
  const { step, levels, stepOverThreshold } = scale;
  const size =
    stepOverThreshold === null
      ? `${groupDigits(step)} register units`
      : `${percent(stepOverThreshold)} of the threshold`;
  const bound =
    stepOverThreshold === null ? '' : ` (${percent((parts * stepOverThreshold) / 2)} in all)`;
  return `which send their sums in steps of ${size}, up to ${levels} a time step and sign: the sum so far is off by at most half a step a part${bound}, unless more comes than that, as it may where inputs spike in far more than ${percent(EXPECTED_RATE)} of the steps; then the rest follows later.`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

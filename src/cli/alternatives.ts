/**
 * What the same inference would take on what else one would run it on, from energy per multiply-accumulate and memory
 * traffic. An estimate of orders of magnitude: the low end is arithmetic and memory alone, the high end what a board
 * took for a small network one inference at a time, idle time and data movement included.
 */
import type { Cited } from '../model/chip.ts';
import type { ProgramImage, SynapseBlock } from '../model/program.ts';
import type { AlternativeMachine, Alternatives } from '../model/report.ts';
import type { ChipRun, RunAccount } from './run-record.ts';

interface Machine {
  readonly name: string;
  readonly title: string;
  /** Arithmetic with its instruction, picojoule; `max` is a whole measured inference divided by its operations. */
  readonly macPj: Cited;
  /** Reading one weight from memory, once a pass, picojoule. */
  readonly weightPj: Cited;
}

const HOROWITZ =
  'Horowitz 2014, ISSCC, doi:10.1109/ISSCC.2014.6757323, energies at 45 nm and 0.9 V as quoted in later papers';
const BLOUW =
  'Blouw et al. 2019, arXiv:1812.01739: keyword spotter of 172,800 multiply-accumulates, dynamic energy, batch of 1';

const MACHINES: readonly Machine[] = [
  {
    name: 'cpu',
    title: 'CPU, 32-bit floating point',
    macPj: {
      value: 74.6,
      min: 13.4,
      max: 36_500,
      source: `${HOROWITZ}; upper end: ${BLOUW} (6.3 mJ)`,
      basis: 'assumed',
      note: 'Multiply 3.7 and add 0.9 pJ, one instruction of 70 pJ for both; least: one for 8 of them.',
    },
    weightPj: {
      value: 50,
      min: 5,
      max: 1300,
      source: HOROWITZ,
      basis: 'assumed',
      note: '4 bytes: of a cache of 1 MB (100 pJ for 8 bytes), 8 KB (10 pJ) or DRAM (2.6 nJ).',
    },
  },
  {
    name: 'gpu',
    title: 'GPU, 32-bit floating point, one inference at a time',
    macPj: {
      value: 6.8,
      min: 4.6,
      max: 172_000,
      source: `${HOROWITZ}; upper end: ${BLOUW} (29.8 mJ)`,
      basis: 'assumed',
      note: 'Multiply 3.7 and add 0.9 pJ, one instruction of 70 pJ for 32 of them; least: none.',
    },
    weightPj: {
      value: 975,
      min: 50,
      max: 1300,
      source: HOROWITZ,
      basis: 'assumed',
      note: '4 bytes of DRAM (1.3 to 2.6 nJ for 8 bytes); least: of 1 MB on the chip. No other inference shares the read.',
    },
  },
  {
    name: 'accelerator',
    title: 'dense accelerator, 8-bit integers',
    macPj: {
      value: 0.3,
      min: 0.23,
      max: 8_700,
      source: `${HOROWITZ}; upper end: ${BLOUW} (1.5 mJ, Movidius)`,
      basis: 'assumed',
      note: 'Multiply 0.2 pJ and a 32-bit add of 0.1 pJ; no instruction.',
    },
    weightPj: {
      value: 12.5,
      min: 1.25,
      max: 325,
      source: HOROWITZ,
      basis: 'assumed',
      note: '1 byte: of 1 MB on the chip (100 pJ for 8 bytes), 8 KB (10 pJ) or DRAM (2.6 nJ).',
    },
  },
];

/** Null where the network has no synapses or nothing ran. */
export function alternativesTo(run: ChipRun, account: RunAccount): Alternatives | null {
  const { image, traces } = run;
  const samples = traces.length;
  const macs = image.header.projections.reduce((sum, { synapses }) => sum + synapses, 0);
  if (samples === 0 || macs === 0) return null;
  const perSample = (total: number): number => total / samples;
  const weights = weightCount(image);
  const steps = perSample(traces.reduce((sum, { inputSteps }) => sum + inputSteps, 0));
  const events = perSample(
    traces.reduce((sum, trace) => sum + trace.steps.synapticEvents.reduce((a, b) => a + b, 0), 0),
  );
  const { energies } = account;
  const dynamicPj = perSample(energies.reduce((sum, energy) => sum + energy.dynamicPj, 0));
  const totalPj = perSample(energies.reduce((sum, energy) => sum + energy.totalPj, 0));
  const eventPj = events > 0 ? dynamicPj / events : null;
  return {
    macsPerPass: macs,
    weights,
    steps,
    synapticEvents: events,
    eventsPerMac: events / macs,
    dynamicPj,
    totalPj,
    machines: MACHINES.map((machine) =>
      estimate(machine, macs, weights, steps, dynamicPj, eventPj),
    ),
  };
}

function estimate(
  { name, title, macPj, weightPj }: Machine,
  macs: number,
  weights: number,
  steps: number,
  dynamicPj: number,
  eventPj: number | null,
): AlternativeMachine {
  const pass = (end: 'value' | 'min' | 'max'): number =>
    macs * (macPj[end] ?? macPj.value) + weights * (weightPj[end] ?? weightPj.value);
  // What was measured holds its memory traffic.
  const most = macs * macPj.max!;
  const onePassPj = [pass('value'), pass('min'), Math.max(most, pass('value'))] as const;
  const ratio = (pj: number): number | null => (dynamicPj > 0 ? pj / dynamicPj : null);
  return {
    name,
    title,
    macPj,
    weightPj,
    onePassPj,
    everyStepPj: onePassPj[0] * steps,
    ratioOnePass: ratio(onePassPj[0]),
    ratioEveryStep: ratio(onePassPj[0] * steps),
    breakEvenEventsPerMac: eventPj === null || eventPj === 0 ? null : onePassPj[0] / macs / eventPj,
  };
}

/** Distinct weights: a kernel counts once, however many cores hold it. */
function weightCount({ header, cores }: ProgramImage): number {
  const kernels = new Map<number, number>();
  for (const { blocks, groups } of cores) {
    for (const block of blocks) {
      if (block.kind === 'conv') kernels.set(groups[block.group]!.projection, kernelSize(block));
    }
  }
  return header.projections.reduce(
    (sum, { synapses }, p) => sum + Math.min(synapses, kernels.get(p) ?? synapses),
    0,
  );
}

function kernelSize(block: Extract<SynapseBlock, { kind: 'conv' }>): number {
  const [channels] = block.inputShape;
  return (channels / block.groups) * block.kernel[0] * block.kernel[1] * block.outChannels;
}

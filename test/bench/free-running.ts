/** The whole path of a free-running chip, one thread: encoder, routers, broadcast, synapses, counts and trace. */
import { kindTotals } from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import { createRng } from '../../src/support/rng.ts';
import { eventsOf } from '../properties/small-network.ts';
import { analogImage, idealProfile, runFreely } from '../support/analog-image.ts';

const NEURONS = 100;
const FAN_OUT = 20;
const CORES = 4;
const DT_S = 1e-3;
const TIMINGS = ['none', 'analytic', 'cycle'] as const;

export type FreeRunningBench = Readonly<Record<(typeof TIMINGS)[number], ChipRun>>;

interface ChipRun {
  readonly chipS: number;
  readonly cpuS: number;
  readonly spikes: number;
  readonly packets: number;
  readonly synapticInputs: number;
  /** Spikes and synaptic inputs, each a pulse of 10 us; the plan of the image is in the time. */
  readonly eventsPerSecond: number;
}

/** 100 coupled neurons on 4 cores, by the time model of the routers. */
export function benchFreeRunning(): FreeRunningBench {
  const image = coupledImage();
  return Object.fromEntries(
    TIMINGS.map((timing) => [timing, timed(image, timing, 5)]),
  ) as unknown as FreeRunningBench;
}

function timed(image: ProgramImage, timing: (typeof TIMINGS)[number], chipS: number): ChipRun {
  const run = (steps: number) => runFreely(image, [eventsOf([])], { steps, timing })[0]!;
  run(100);
  const begin = process.cpuUsage();
  const totals = kindTotals(run(Math.round(chipS / DT_S)));
  const { user, system } = process.cpuUsage(begin);
  const cpuS = (user + system) / 1e6;
  const [spikes, synapticInputs] = [totals[KIND.neuronSpike]!, totals[KIND.synapseSparse]!];
  return {
    chipS,
    cpuS,
    spikes,
    packets: totals[KIND.axonOut]!,
    synapticInputs,
    eventsPerSecond: (spikes + synapticInputs) / cpuS,
  };
}

function coupledImage(): ProgramImage {
  const rng = createRng('bench/free-running');
  const weights = [-3, -2, -1, 1, 2, 3];
  return analogImage({
    profile: idealProfile(),
    dtS: DT_S,
    populations: [
      {
        name: 'neurons',
        size: NEURONS,
        registers: {
          input: Int32Array.from({ length: NEURONS }, () => 60 + rng.integer(80)),
          unit: 200,
        },
      },
    ],
    synapses: Array.from({ length: NEURONS * FAN_OUT }, (_, k) => {
      const source = Math.floor(k / FAN_OUT);
      return [0, source, 0, rng.integer(NEURONS), weights[rng.integer(6)]!] as const;
    }),
    coreOf: (_, index) => index % CORES,
  });
}

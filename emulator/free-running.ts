/**
 * Chips whose cores run freely: analog neurons fire when their membranes cross, and their spikes act when the routers
 * have brought them. One event loop works off neurons and network in the order of (time, kind, target, source): host
 * events, then packets that move, then broadcasts to synapses, then what the neurons do by themselves.
 *
 * - Time is whole picoseconds, of neurons with a remainder; a spike is rounded up to the next one where it enters the
 *   router. A step of the trace is a window of the chip's dt, the image's dt over its time scale.
 * - A spike takes its request, the encoder's time for each packet, its way, and the broadcast in the destination core;
 *   then all synapses of its row act at once. `--timing` decides about the way, see `EmulationOptions`.
 * - Host events of step s enter from s dt on, see `InputTrain`.
 * - There is no drain: what is under way when the last window closes is lost where the chip is reset between samples,
 *   and acts in the next one where it is not.
 */
import type { ParameterSet } from '../src/model/chip.ts';
import type { SpikeInput } from '../src/model/events.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { SampleTrace } from '../src/model/trace.ts';
import { EmulationError, InputError } from '../src/support/errors.ts';
import { HORIZON_PS } from './analog/analog-neurons.ts';
import { checkCoding, checkCounts } from './check-input.ts';
import type { EmulationOptions } from './emulation-options.ts';
import type { Emulator } from './emulator.ts';
import { createCarriers } from './free-running-carrier.ts';
import { InputTrain } from './free-running-inputs.ts';
import { ChipLoop } from './free-running-loop.ts';
import { planChip } from './free-running-plan.ts';
import { createAnalogProbes } from './free-running-probes.ts';
import { createFreeRunningRecorder } from './free-running-recorder.ts';
import { createSupplyMeter } from './free-running-supply.ts';

/**
 * Runs the image of a free-running chip. Throws EmulationError E_ANALOG_* and InputError E_TIMING, E_TRACE_PACKETS,
 * E_INSTANCE, E_STEPS, E_ANALOG_*, E_NOC_*; `feed` throws E_ANALOG_RATE where events do not end.
 */
export function createFreeRunningEmulator(
  image: ProgramImage,
  set: ParameterSet,
  options: EmulationOptions,
  onTrace: (trace: SampleTrace) => void,
): Emulator {
  checkOptions(options);
  const plan = planChip(image, set, options);
  const createCarrier = createCarriers(image, plan, set, options);
  const { places, circuits, cells } = plan;
  const supply = createSupplyMeter(places, circuits, plan.cellOf, cells.cores.length, set);
  const dtPs = windowPs(image);
  if (!(dtPs >= 1)) throw tooShort(dtPs);
  const deadNeurons = places.neuronCount - circuits.neuronOf.length;
  let loop: ChipLoop | null = null;
  /** Begin of the sample in windows since the chip was reset. */
  let clock = 0;

  function feed(input: SpikeInput): void {
    checkCoding(input);
    checkCounts(image, input);
    checkIndices(input, places.inputCount);
    if (loop === null || options.betweenSamples === 'reset') {
      loop = new ChipLoop(image, plan, supply, createCarrier());
      clock = 0;
    }
    const endPs = (step: number): number => Math.round((clock + step) * dtPs);
    if (!(endPs(options.steps) < HORIZON_PS)) throw tooLong(options.steps, clock, dtPs);
    const recorder = createFreeRunningRecorder(image, plan, input, options);
    const probes = createAnalogProbes(image, plan, options);
    const train = new InputTrain(input, places.neuronCount);
    const before = loop.neurons.counts();
    const beginPs = endPs(0);
    supply.begin();
    loop.meter?.beginSample(options.steps);
    let step = 0;
    while (step < options.steps) {
      loop.runWindow(train, recorder, {
        sample: input.sample,
        step,
        originPs: beginPs,
        beginPs: endPs(step),
        endPs: endPs(step + 1),
      });
      probes.read(step, loop.neurons, endPs(step + 1));
      step++;
      if (options.earlyExitMargin !== null && recorder.leads(options.earlyExitMargin)) break;
    }
    clock += step;
    const counts = loop.neurons.counts();
    const artefacts = {
      heldPackets: counts.heldPackets - before.heldPackets,
      cutPackets: counts.cutPackets - before.cutPackets,
      rateLimited: counts.rateLimited - before.rateLimited,
      deadNeurons,
      lateSpikes: loop.underWay(),
    };
    const trace = recorder.finish(artefacts, probes.traces(step));
    onTrace(loop.meter ? { ...trace, noc: loop.meter.finish() } : trace);
  }
  return { feed };
}

/** Length of a window, picosecond. */
export function windowPs({ header }: Pick<ProgramImage, 'header'>): number {
  return (header.dtS / (header.analog?.timeScale ?? 1)) * 1e12;
}

function checkOptions({ timing, recordPackets, instance, steps }: EmulationOptions): void {
  if (timing === 'detailed') {
    throw new InputError(
      'E_TIMING',
      '--timing detailed shares packets out over steps, and a free-running chip has none. Use analytic (the time of an idle way), cycle (every packet through the routers) or none.',
    );
  }
  if (recordPackets) {
    throw new InputError(
      'E_TRACE_PACKETS',
      '--trace-packets follows the packets of steps, and a free-running chip has none. Leave it out; spikes.csv of a run folder has the time of each spike.',
    );
  }
  if (instance !== undefined && instance !== null && !isSerial(instance)) {
    throw new InputError(
      'E_INSTANCE',
      `--instance ${instance}: a chip's serial number is a whole number from 0 to 4,294,967,295.`,
    );
  }
  if (steps > STEPS_MAX) {
    throw new InputError(
      'E_STEPS',
      `--steps ${steps}: a free-running chip keeps at most ${STEPS_MAX} windows a sample. Use longer windows (--dt) or fewer of them.`,
    );
  }
}

/** About 100 bytes a window are kept. */
const STEPS_MAX = 10_000_000;

function isSerial(instance: number): boolean {
  return Number.isInteger(instance) && instance >= 0 && instance < 2 ** 32;
}

function checkIndices({ sample, indices, steps }: SpikeInput, inputCount: number): void {
  const at = indices.findIndex((index) => index < 0 || index >= inputCount);
  if (at < 0) return;
  throw new EmulationError(
    'E_INPUT_INDEX',
    `sample "${sample}": an event of step ${steps[at]} is of input ${indices[at]}, the network has ${inputCount} inputs.`,
  );
}

function tooShort(dtPs: number): EmulationError {
  return new EmulationError(
    'E_ANALOG_TIME',
    `a step is ${dtPs / 1e12} s of chip time, below the picosecond that events are timed to. Use longer steps (--dt) or a smaller time scale.`,
  );
}

function tooLong(steps: number, clock: number, dtPs: number): EmulationError {
  const seconds = ((clock + steps) * dtPs) / 1e12;
  return new EmulationError(
    'E_ANALOG_TIME',
    `${clock + steps} windows of ${dtPs / 1e12} s are ${seconds} s of chip time; picoseconds are whole up to ${HORIZON_PS / 1e12} s. Run fewer steps, a larger time scale, or --between-samples reset.`,
  );
}

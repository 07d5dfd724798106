/** A first run of a network that needs no input, for partitioners that balance what its spikes cost. */
import { type CompileOptions, compile } from '../../compiler/compile.ts';
import { type Activity, activityOf } from '../../compiler/partition/activity.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { ChipProfile } from '../model/chip.ts';
import type { Network } from '../model/network.ts';

const MEASURED_STEPS = 128;

const SILENCE = {
  sample: 'bias',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** Spikes of the first 128 steps on the default mapping; undefined where the network has inputs. */
export function measureActivity(
  network: Network,
  profile: ChipProfile,
  options: CompileOptions,
): Activity | undefined {
  const { partitioner: _, given: _given, ...rest } = options;
  const { image, quantNet } = compile(network, profile, { ...rest, partitioner: 'structured' });
  if (image.inputs.length > 0) return undefined;
  let activity: Activity | undefined;
  const set = profile.parameterSets[options.parameterSet]!;
  const emulation = {
    ...DEFAULT_EMULATION_OPTIONS,
    steps: MEASURED_STEPS,
    timing: 'none' as const,
    recordSpikes: true,
  };
  const emulator = createEmulator(image, set, emulation, ({ spikes, steps }) => {
    const sum = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((total, value) => total + value, 0);
    const neurons = quantNet.populations.reduce((total, { size }) => total + size, 0);
    activity = activityOf(
      quantNet.populations.map(({ size }) => size),
      MEASURED_STEPS,
      sum(steps.updated) / (neurons * steps.updated.length),
      Array.from(spikes!.steps, (step, k) => ({
        step,
        population: spikes!.populations[k]!,
        neuron: spikes!.indices[k]!,
      })),
    );
  });
  emulator.feed(SILENCE, true);
  return activity;
}

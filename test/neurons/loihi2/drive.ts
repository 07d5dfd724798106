import type {
  Compartments,
  IntegerNeuronModel,
  Registers,
} from '../../../src/neurons/integer-model.ts';
import type { Draw } from '../../properties/draw.ts';
import { drawOne, drawStream } from '../../properties/draw.ts';

/** [step][channel][compartment]. */
export type Inputs = readonly (readonly Int32Array[])[];

export interface StepLog {
  /** [compartment, payload]. */
  readonly spikes: readonly (readonly [number, number])[];
  readonly updated: number;
  readonly saturations: number;
  readonly state: Readonly<Record<string, readonly number[]>>;
}

/** Runs `compartments` over copies of `inputs`; the chip's steps count from 1. */
export function drive(
  model: IntegerNeuronModel,
  compartments: Compartments,
  inputs: Inputs,
): StepLog[] {
  const { count } = compartments;
  const spikes = { fired: new Int32Array(count), payloads: new Int32Array(count), length: 0 };
  return inputs.map((given, k) => {
    const counts = { updated: 0, saturations: 0 };
    const channels = given.map((channel) => channel.slice());
    spikes.length = 0;
    compartments.step(channels, k + 1, spikes, counts);
    if (channels.some((channel) => channel.some((a) => a !== 0))) {
      throw new Error(`${model.name} left an input uncleared in step ${k + 1}`);
    }
    return {
      spikes: Array.from({ length: spikes.length }, (_, s) => [
        spikes.fired[s]!,
        spikes.payloads[s]!,
      ]),
      ...counts,
      state: stateOf(model, compartments),
    };
  });
}

export function stateOf(
  model: IntegerNeuronModel,
  compartments: Compartments,
): Record<string, number[]> {
  return Object.fromEntries(
    model.variables.map((name) => [name, Array.from(compartments.read(name))]),
  );
}

/** One compartment over its inputs: one row of channels a step, or one number where it has one channel. */
export function driveOne(
  model: IntegerNeuronModel,
  registers: Registers,
  inputs: readonly (number | readonly number[])[],
): StepLog[] {
  const rows = inputs.map((input) => [input].flat().map((a) => Int32Array.of(a)));
  return drive(model, model.create(registers, 1), rows);
}

export function silence(model: IntegerNeuronModel, steps: number, count: number): Inputs {
  return Array.from({ length: steps }, () => model.inputs.map(() => new Int32Array(count)));
}

/** Any registers that the fields allow, their ends and defaults more often than the rest. */
export function drawRegisters(
  draw: Draw,
  model: IntegerNeuronModel,
  count: number,
): Record<string, Int32Array> {
  return Object.fromEntries(
    model.fields.map(({ name, min, max, default: usual }) => {
      const small = Math.max(min, Math.min(max, draw(-40, 40)));
      const value = (): number => drawOne(draw, [min, max, usual, small, draw(min, max)]);
      return [name, Int32Array.from({ length: count }, value)];
    }),
  );
}

/** Inputs of any size that Int32 holds, many of them 0. */
export function drawInputs(
  draw: Draw,
  model: IntegerNeuronModel,
  steps: number,
  count: number,
): Inputs {
  const next = drawStream(draw);
  const bitsMax = drawOne(draw, [4, 12, 20, 31]);
  const value = (): number => {
    if (next() < 0.4) return 0;
    const magnitude = 2 ** (bitsMax * next()) * (0.5 + next() / 2);
    return next() < 0.5 ? -Math.floor(magnitude) : Math.floor(magnitude);
  };
  return Array.from({ length: steps }, () =>
    model.inputs.map(() => Int32Array.from({ length: count }, value)),
  );
}

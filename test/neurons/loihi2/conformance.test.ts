/** What every register-level model of Loihi 2 owes the interface, over the list of models. */
import { describe, expect, it } from 'vitest';
import type { IntegerNeuronModel, Registers } from '../../../src/neurons/integer-model.ts';
import { LOIHI2_NEURON_MODELS } from '../../../src/neurons/loihi2/index.ts';
import { checkCases } from '../../properties/draw.ts';
import type { Inputs, StepLog } from './drive.ts';
import { drawInputs, drawRegisters, drive, silence, stateOf } from './drive.ts';
import type { ExactCompartment } from './exact-models.ts';
import { EXACT_STEPS } from './exact-models.ts';

const COUNT = 6;
const STEPS = 12;
const PAYLOAD_MAX = 2 ** 23 - 1;
const CASES = 150;

function registersOf(all: Record<string, Int32Array>, begin: number, end: number): Registers {
  return Object.fromEntries(
    Object.entries(all).map(([name, values]) => [name, values.slice(begin, end)]),
  );
}

function inputsOf(inputs: Inputs, begin: number, end: number): Inputs {
  return inputs.map((channels) => channels.map((channel) => channel.slice(begin, end)));
}

/** The logs of two parts as one would have them. */
function joined(first: readonly StepLog[], second: readonly StepLog[], cut: number): StepLog[] {
  return first.map((log, k) => {
    const other = second[k]!;
    return {
      spikes: [...log.spikes, ...other.spikes.map(([at, payload]) => [at + cut, payload] as const)],
      updated: log.updated + other.updated,
      saturations: log.saturations + other.saturations,
      state: Object.fromEntries(
        Object.entries(log.state).map(([name, values]) => [
          name,
          [...values, ...other.state[name]!],
        ]),
      ),
    };
  });
}

/** The same run in BigInt; how many were updated is not known there. */
function exactRun(
  model: IntegerNeuronModel,
  registers: Record<string, Int32Array>,
  initial: Record<string, number[]>,
  inputs: Inputs,
): Omit<StepLog, 'updated'>[] {
  const step = EXACT_STEPS[model.name]!;
  const compartments = Array.from({ length: COUNT }, (_, k): ExactCompartment => {
    const state = model.variables.map((name) => [name, BigInt(initial[name]![k]!)]);
    return { state: Object.fromEntries(state), saturations: 0 };
  });
  return inputs.map((channels, t) => {
    const before = sum(compartments.map((at) => at.saturations));
    const sent = compartments.map((at, k) => {
      const values = Object.entries(registers).map(([name, column]) => [name, column[k]!]);
      const given = channels.map((channel) => channel[k]!);
      return Number(step(at, Object.fromEntries(values), given, t + 1));
    });
    return {
      spikes: sent.flatMap((payload, k) => (payload === 0 ? [] : [[k, payload] as const])),
      saturations: sum(compartments.map((at) => at.saturations)) - before,
      state: Object.fromEntries(
        model.variables.map((name) => [name, compartments.map((at) => Number(at.state[name]))]),
      ),
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

it('the models have names of their own and exact equations to be held against', () => {
  const names = LOIHI2_NEURON_MODELS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect([...names].sort()).toEqual(Object.keys(EXACT_STEPS).sort());
  for (const name of names) expect(name).toMatch(/^loihi2-[a-z-]+$/);
});

describe.each(LOIHI2_NEURON_MODELS.map((model) => [model.name, model] as const))(
  '%s',
  (_, model) => {
    it('states fields that hold their defaults, and a range of every state variable', () => {
      for (const { min, max, default: usual, description } of model.fields) {
        expect(min <= usual && usual <= max).toBe(true);
        expect(description.length).toBeGreaterThan(8);
      }
      expect(Object.keys(model.ranges!).sort()).toEqual([...model.variables].sort());
      expect(model.inputs.length).toBeGreaterThan(0);
    });

    it('rests without input: no spike, nothing computed, state as it began', () => {
      const compartments = model.create({}, COUNT);
      const initial = stateOf(model, compartments);
      for (const log of drive(model, compartments, silence(model, 30, COUNT))) {
        expect(log).toEqual({ spikes: [], updated: 0, saturations: 0, state: initial });
      }
    });

    it('computes its equations exactly, and counts each wrap and clip', () => {
      let [spikes, saturations] = [0, 0];
      checkCases(CASES, (draw) => {
        const registers = drawRegisters(draw, model, COUNT);
        const inputs = drawInputs(draw, model, STEPS, COUNT);
        const compartments = model.create(registers, COUNT);
        const expected = exactRun(model, registers, stateOf(model, compartments), inputs);
        const logs = drive(model, compartments, inputs);
        expect(logs.map(({ updated, ...log }) => log)).toEqual(expected);
        spikes += sum(logs.map((log) => log.spikes.length));
        saturations += sum(logs.map((log) => log.saturations));
      });
      expect(spikes).toBeGreaterThan(CASES);
      expect(saturations).toBeGreaterThan(CASES);
    });

    it('never leaves a stated range, and sends spikes in order that fit a payload', () => {
      checkCases(CASES, (draw) => {
        const compartments = model.create(drawRegisters(draw, model, COUNT), COUNT);
        const inputs = drawInputs(draw, model, STEPS, COUNT);
        for (const log of drive(model, compartments, inputs)) {
          for (const [name, values] of Object.entries(log.state)) {
            const [min, max] = model.ranges![name]!;
            expect(Math.min(...values)).toBeGreaterThanOrEqual(min);
            expect(Math.max(...values)).toBeLessThanOrEqual(max);
          }
          const fired = log.spikes.map(([compartment]) => compartment);
          expect(fired).toEqual([...new Set(fired)].sort((a, b) => a - b));
          expect(log.updated).toBeGreaterThanOrEqual(fired.length);
          expect(log.updated).toBeLessThanOrEqual(COUNT);
          for (const [, payload] of log.spikes) {
            if (!model.graded) expect(payload).toBe(1);
            expect(payload).not.toBe(0);
            expect(Math.abs(payload)).toBeLessThanOrEqual(PAYLOAD_MAX);
          }
        }
      });
    });

    it('gives in two parts what it gives in one', () => {
      checkCases(CASES, (draw) => {
        const registers = drawRegisters(draw, model, COUNT);
        const inputs = drawInputs(draw, model, STEPS, COUNT);
        const cut = draw(0, COUNT);
        const part = (begin: number, end: number): StepLog[] => {
          const compartments = model.create(registersOf(registers, begin, end), end - begin);
          return drive(model, compartments, inputsOf(inputs, begin, end));
        };
        const whole = drive(model, model.create(registers, COUNT), inputs);
        expect(joined(part(0, cut), part(cut, COUNT), cut)).toEqual(whole);
      });
    });

    it('runs the same again after a reset, and in a second copy', () => {
      checkCases(CASES / 3, (draw) => {
        const registers = drawRegisters(draw, model, COUNT);
        const inputs = drawInputs(draw, model, STEPS, COUNT);
        const compartments = model.create(registers, COUNT);
        const initial = stateOf(model, compartments);
        const first = drive(model, compartments, inputs);
        compartments.reset();
        expect(stateOf(model, compartments)).toEqual(initial);
        expect(drive(model, compartments, inputs)).toEqual(first);
        expect(drive(model, model.create(registers, COUNT), inputs)).toEqual(first);
      });
    });

    it('appends to spikes and adds to counts that are there already', () => {
      const compartments = model.create({}, 2);
      const spikes = { fired: Int32Array.of(7, 0, 0), payloads: Int32Array.of(5, 0, 0), length: 1 };
      const counts = { updated: 10, saturations: 20 };
      const channels = model.inputs.map(() => Int32Array.of(0, 2 ** 30));
      compartments.step(channels, 1, spikes, counts);
      expect(spikes.fired[0]).toBe(7);
      expect(spikes.payloads[0]).toBe(5);
      expect(counts.updated).toBe(11);
      expect(counts.saturations).toBeGreaterThan(20);
      if (spikes.length > 1) expect(spikes.fired[1]).toBe(1);
    });

    it('takes one number for all compartments as the same number for each', () => {
      for (const { name, min, max } of model.fields) {
        const inputs = silence(model, 3, 2);
        for (const value of [min, max]) {
          const one = drive(model, model.create({ [name]: value }, 2), inputs);
          const each = { [name]: Int32Array.of(value, value) };
          expect(drive(model, model.create(each, 2), inputs)).toEqual(one);
        }
      }
    });

    it('refuses registers that its fields cannot hold', () => {
      const refused = (registers: Registers): unknown => {
        try {
          model.create(registers, 2);
        } catch (error) {
          return error;
        }
        return null;
      };
      expect(refused({ vhrt: 1 })).toMatchObject({ code: 'E_REGISTER' });
      for (const { name, min, max } of model.fields) {
        for (const value of [min - 1, max + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
          expect(refused({ [name]: value })).toMatchObject({
            code: 'E_REGISTER',
            message: `neuron model "${model.name}": ${name} of compartment 0 is ${value}, its field holds whole numbers from ${min} to ${max}. Choose one of them.`,
          });
        }
        expect(refused({ [name]: Int32Array.of(max, max, max) })).toMatchObject({
          code: 'E_REGISTER',
          message: `neuron model "${model.name}": register ${name} has 3 values for 2 compartments. Give one number for all, or one each.`,
        });
        expect(refused({ [name]: Int32Array.of(max, min) })).toBeNull();
      }
    });

    it('has an empty population', () => {
      const logs = drive(model, model.create({}, 0), silence(model, 2, 0));
      expect(logs.flatMap((log) => log.spikes)).toEqual([]);
    });
  },
);

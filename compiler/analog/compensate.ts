/**
 * Currents of neurons with vias, raised as their capacitance is: leak, constant input and the unit of the weights keep
 * their ratio to it, so that the neuron keeps its time course but for the steps of the converters.
 */
import {
  codeMax,
  dacCurrentA,
  nearestCurrentCode,
  nearestSignedCode,
} from '../../src/analog/codes.ts';
import type { AnalogCore, CurrentDac } from '../../src/model/analog.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { PerCompartment, Registers } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import { codesOf } from './choose.ts';
import type { LoweredCircuit } from './lower.ts';

export interface Compensation {
  readonly population: string;
  /** Largest ratio of capacitance with vias to that without. */
  readonly largestRatio: number;
  /** Largest relative errors that are left of leak, weights and input against the capacitance. */
  readonly leakError: number;
  readonly weightError: number;
  readonly inputError: number;
}

/** The network with raised codes, and what is left by population; `capacitanceF` as in `TierReport`. */
export function compensateTsvs(
  core: AnalogCore,
  net: QuantNet,
  circuits: readonly LoweredCircuit[],
  capacitanceF: readonly (readonly number[])[],
): { readonly net: QuantNet; readonly left: readonly Compensation[] } {
  const populations = [...net.populations];
  const left: Compensation[] = [];
  circuits.forEach((circuit, k) => {
    const { index } = circuit.demand;
    const population = populations[index]!;
    const tsvs = population.registers?.tsvs ?? 0;
    if (population.registers === null || (typeof tsvs === 'number' && tsvs === 0)) return;
    const ratioAt = (neuron: number): number =>
      capacitanceF[k]![valueAt(tsvs, neuron)]! / capacitanceF[k]![0]!;
    const registers = raised(core, circuit, population.registers, ratioAt, population.size);
    populations[index] = { ...population, registers };
    left.push(errorsLeft(core, circuit, registers, ratioAt, population.size));
  });
  return { net: { ...net, populations }, left };
}

function raised(
  core: AnalogCore,
  circuit: LoweredCircuit,
  registers: Registers,
  ratioAt: (neuron: number) => number,
  size: number,
): Registers {
  const { candidate, timeScale, unit, demand } = circuit;
  const { neuron, synapse } = core;
  const { leakA } = candidate.targets(timeScale);
  const columns = [registers.tsvs as PerCompartment, leakA, demand.drivePerS].map((column) =>
    typeof column === 'number' ? column : Float64Array.from(column),
  );
  const leakOf = (k: number): number =>
    nearestCurrentCode(neuron.leak, valueAt(leakA, k) * ratioAt(k)).code;
  const inputOf = (k: number): number =>
    nearestSignedCode(neuron.input, wantedInputA(core, circuit, k) * ratioAt(k)).code;
  const unitOf = (k: number): number =>
    nearestCurrentCode(synapse.unit, dacCurrentA(synapse.unit, unit) * ratioAt(k)).code;
  return {
    ...registers,
    leak: codesOf(size, columns, leakOf),
    input: codesOf(size, columns, inputOf),
    unit: codesOf(size, columns.slice(0, 1), unitOf),
  };
}

/** Constant input of a neuron without vias, with its leak as the converter makes it. */
function wantedInputA(core: AnalogCore, circuit: LoweredCircuit, neuron: number): number {
  const madeA = dacCurrentA(core.neuron.leak, valueAt(circuit.leak, neuron));
  return circuit.candidate.inputA(neuron, madeA, circuit.timeScale);
}

function errorsLeft(
  core: AnalogCore,
  circuit: LoweredCircuit,
  registers: Registers,
  ratioAt: (neuron: number) => number,
  size: number,
): Compensation {
  const { candidate, timeScale, demand, unit } = circuit;
  const { leakA } = candidate.targets(timeScale);
  const unitA = dacCurrentA(core.synapse.unit, unit);
  const worst = { largestRatio: 1, leakError: 0, weightError: 0, inputError: 0 };
  for (let k = 0; k < size; k++) {
    const ratio = ratioAt(k);
    const made = (dac: CurrentDac, name: string): number =>
      dacCurrentA(dac, Math.min(codeMax(dac), Math.abs(valueAt(registers[name] ?? 0, k))));
    const inputA = Math.abs(wantedInputA(core, circuit, k)) * ratio;
    const inputCode = valueAt(registers.input ?? 0, k);
    const inputMadeA = inputCode === 0 ? 0 : made(core.neuron.input, 'input');
    const leakWantedA = valueAt(leakA, k) * ratio;
    worst.largestRatio = Math.max(worst.largestRatio, ratio);
    worst.leakError = Math.max(worst.leakError, offBy(made(core.neuron.leak, 'leak'), leakWantedA));
    worst.weightError = Math.max(
      worst.weightError,
      offBy(made(core.synapse.unit, 'unit'), unitA * ratio),
    );
    worst.inputError = Math.max(worst.inputError, offBy(inputMadeA, inputA));
  }
  return { population: demand.name, ...worst };
}

/** Relative, where anything is wanted. */
function offBy(made: number, wanted: number): number {
  return wanted > 0 ? Math.abs(made / wanted - 1) : 0;
}

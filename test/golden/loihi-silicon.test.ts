import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { EmulationOptions } from '../../emulator/emulate.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { describeWithOracle } from '../support/oracles.ts';
import { loihiChipInput, loihiChipNetwork, readNumberRows } from '../support/loihi-chip.ts';

function runOnLoihi(
  network: Network,
  inputs: readonly SpikeInput[],
  options: Partial<EmulationOptions> & { steps: number },
): SampleTrace[] {
  const { profile } = loadProfile('loihi1');
  const parameterSet = profile.defaultParameterSet;
  const { image } = compile(network, profile, { ...DEFAULT_COMPILE_OPTIONS, parameterSet });
  const traces: SampleTrace[] = [];
  const emulator = createEmulator(
    image,
    profile.parameterSets[parameterSet]!,
    { ...DEFAULT_EMULATION_OPTIONS, ...options },
    (trace) => traces.push(trace),
  );
  inputs.forEach((input, k) => {
    emulator.feed(input, k === inputs.length - 1);
  });
  return traces;
}

describeWithOracle('nir/loihi_chip', 'a 250-25-1 network measured on a Loihi chip', (folder) => {
  const steps = 500;
  const rows = (file: string) => readNumberRows(join(folder, file));
  const chipSpikes = (file: string) =>
    rows(file).map(([neuron, step]) => `${step} ${neuron}`).sort();

  it('gives the chip\'s spikes and voltages through compile, image and emulator', () => {
    const trace = runOnLoihi(loihiChipNetwork(folder), [loihiChipInput(folder, steps)], {
      steps,
      recordSpikes: true,
      probes: [
        { population: 'hidden', variable: 'v' },
        { population: 'output', variable: 'v' },
      ],
    })[0]!;
    const { spikes, probes } = trace;
    const spikesOf = (population: number) =>
      Array.from(spikes!.steps, (step, k) => ({ step, k }))
        .filter(({ k, step }) => spikes!.populations[k] === population && step < steps)
        .map(({ step, k }) => `${step} ${spikes!.indices[k]}`)
        .sort();
    expect(spikesOf(1)).toEqual(chipSpikes('loihiHiddenSpikes.txt'));
    expect(spikesOf(2)).toEqual(chipSpikes('loihiOutputSpikes.txt'));
    const traces = [
      { file: 'loihiHiddenVoltage.txt', probe: 0, neuron: 0, size: 25 },
      { file: 'loihiHiddenVoltage23.txt', probe: 0, neuron: 23, size: 25 },
      { file: 'loihiHiddenVoltage24.txt', probe: 0, neuron: 24, size: 25 },
      { file: 'loihiOutputVoltage.txt', probe: 1, neuron: 0, size: 1 },
    ];
    let [compared, mismatches] = [0, 0];
    for (const { file, probe, neuron, size } of traces) {
      const fired = new Set(spikesOf(probe + 1));
      rows(file)[0]!.forEach((voltage, k) => {
        const step = k + 1;
        if (fired.has(`${step} ${neuron}`)) return; // the chip's probe shows 128 in the step of a spike
        compared++;
        if (probes![probe]!.values[step * size + neuron] !== voltage) mismatches++;
      });
    }
    expect(compared).toBeGreaterThan(1900);
    expect(mismatches).toBe(0);
  });
});

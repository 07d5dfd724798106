import { describe, expect, it } from 'vitest';
import type { SpikeInput } from '../../src/model/events.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { checkCases } from './draw.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { compileOn, emulate, LOIHI, spikeKeys, sumOf } from './run-network.ts';

/** Events of each input population; 0 for the others. */
function inputCounts(net: QuantNet, input: SpikeInput): Float64Array {
  const owners = net.populations.flatMap(({ size, registers }, p) =>
    registers === null ? new Array<number>(size).fill(p) : [],
  );
  const counts = new Float64Array(net.populations.length);
  input.indices.forEach((index, e) => {
    counts[owners[index]!]! += input.counts[e]!;
  });
  return counts;
}

describe('samples fed as one stream', () => {
  it('give the spikes of the integer stream, and windows that add up to it', () => {
    let [spikes, deep] = [0, 0];
    checkCases(120, (draw) => {
      const steps = draw(1, 7);
      const network = randomNetwork(draw, 'registers');
      const inputs = Array.from({ length: draw(1, 4) }, () => randomInput(draw, network, steps));
      const { image, quantNet } = compileOn(LOIHI, network);
      const traces = emulate(image, inputs, { steps, betweenSamples: 'continue' });
      expect(traces.map((trace) => trace.stepsRun)).toEqual(
        inputs.map((_, k) => steps + (k === inputs.length - 1 ? quantNet.depth : 0)),
      );
      const expected = createIntegerSimulator(quantNet).runStream(inputs, steps);
      expect(traces.flatMap((trace, k) => spikeKeys(trace.spikes!, k * steps))).toEqual(
        spikeKeys(expected),
      );
      // Inputs count as spikes of their population in the step in which they come.
      // A window is the input steps of one sample, shifted by the population's level.
      const windows = inputs.map((input) => inputCounts(quantNet, input));
      expected.steps.forEach((step, k) => {
        const population = expected.populations[k]!;
        const networkStep = step - quantNet.populations[population]!.level;
        const window = windows[Math.floor(networkStep / steps)];
        if (networkStep >= 0 && window) window[population]!++;
      });
      expect(traces.map((trace) => Array.from(trace.spikesByPopulation))).toEqual(
        windows.map((window) => Array.from(window)),
      );
      const output = network.outputs[0]!;
      traces.forEach((trace, k) => {
        expect(sumOf(trace.outputCounts)).toBe(windows[k]![output]);
      });
      spikes += expected.steps.length;
      if (quantNet.depth > steps) deep++;
    });
    expect(spikes).toBeGreaterThan(500);
    expect(deep).toBeGreaterThan(3);
  });

  it('stand alone where the chip is reset between them', () => {
    checkCases(40, (draw) => {
      const network = randomNetwork(draw, 'registers');
      const inputs = [randomInput(draw, network, 6), randomInput(draw, network, 6)];
      const { image } = compileOn(LOIHI, network);
      const together = emulate(image, inputs, { steps: 6, recordCounts: true });
      const alone = inputs.flatMap((input) =>
        emulate(image, [input], { steps: 6, recordCounts: true }),
      );
      expect(together).toEqual(alone);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { checkCases } from './draw.ts';
import { runNaiveChip } from './naive-chip.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { compileOn, emulate, LOIHI } from './run-network.ts';

const STEPS = 10;
const U_MAX = 2 ** 23;
const V_MAX = 2 ** 23 - 1;

describe('registers of current and voltage', () => {
  it('stay in their range, and every wrap and clip is counted', () => {
    let [checked, saturated, fullest] = [0, 0, 0];
    checkCases(200, (draw) => {
      const network = randomNetwork(draw, 'registers');
      const input = randomInput(draw, network, STEPS);
      const { image, quantNet } = compileOn(LOIHI, network);
      const naive = runNaiveChip(quantNet, input, STEPS);
      // One wrap brings back what one step adds, up to a turn of the register; larger sums stay outside, as in lava.
      if (naive.addedMax >= 2 ** 24) return;
      const probes = image.header.populations.flatMap(({ name, input: isInput }) =>
        isInput
          ? []
          : [
              { population: name, variable: 'u' },
              { population: name, variable: 'v' },
            ],
      );
      const [trace] = emulate(image, [input], { steps: STEPS, probes });
      let [u, v] = [0, 0];
      for (const { variable, values } of trace!.probes!) {
        const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
        if (variable === 'u') u = Math.max(u, most);
        else v = Math.max(v, most);
      }
      expect(u).toBeLessThanOrEqual(U_MAX);
      expect(v).toBeLessThanOrEqual(V_MAX);
      expect(u).toBe(Number(naive.uMax));
      expect(trace!.saturations).toBe(naive.saturations);
      checked++;
      if (naive.saturations > 0) saturated++;
      fullest = Math.max(fullest, v);
    });
    expect(checked).toBeGreaterThan(100);
    expect(saturated).toBeGreaterThan(10);
    expect(fullest).toBe(V_MAX);
  });

  it('are the same in the integer reference and on the chip after every step', () => {
    checkCases(60, (draw) => {
      const network = randomNetwork(draw, 'mixed');
      const input = randomInput(draw, network, STEPS);
      const { image, quantNet } = compileOn(LOIHI, network);
      const names = image.header.populations.map(({ name }) => name);
      const probed = names.length - 1;
      const probes = [
        { population: names[probed]!, variable: 'u' },
        { population: names[probed]!, variable: 'v' },
      ];
      const [trace] = emulate(image, [input], { steps: STEPS, probes });
      const [us, vs] = trace!.probes!;
      const { size } = quantNet.populations[probed]!;
      let steps = 0;
      createIntegerSimulator(quantNet).run(input, STEPS, (step, population, compartments) => {
        const [u, v] = [compartments.read('u'), compartments.read('v')];
        if (population !== probed) return;
        steps++;
        expect(Array.from(us!.values.subarray(step * size, (step + 1) * size))).toEqual(
          Array.from(u),
        );
        expect(Array.from(vs!.values.subarray(step * size, (step + 1) * size))).toEqual(
          Array.from(v),
        );
      });
      expect(steps).toBe(STEPS + quantNet.depth);
    });
  });
});

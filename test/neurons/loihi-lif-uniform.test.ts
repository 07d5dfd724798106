import { describe, expect, it } from 'vitest';
import { createLoihiLifState, stepLoihiLif } from '../../src/neurons/loihi-lif.ts';
import { loihiLifRegisterColumns } from '../../src/neurons/loihi-lif-fields.ts';
import { stepUniformLoihiLif, uniformRegisters } from '../../src/neurons/loihi-lif-uniform.ts';
import type { Draw } from '../properties/draw.ts';
import { checkCases, drawChance, drawStream } from '../properties/draw.ts';

const COUNT = 40;

function randomColumns(draw: Draw) {
  const bias = drawStream(draw);
  return loihiLifRegisterColumns(
    {
      du: draw(0, 4095),
      dv: draw(0, 4096),
      vthMant: drawChance(draw, 3) ? draw(0, 2 ** 17 - 1) : draw(0, 60),
      biasMant: Int32Array.from({ length: COUNT }, () => Math.floor(bias() * 8192) - 4096),
      biasExp: draw(0, 7),
      resets: draw(0, 1),
      spikes: drawChance(draw, 6) ? 0 : 1,
    },
    COUNT,
  );
}

describe('the kernel of equal compartments', () => {
  it('does what the general one does, at the ends of the registers too', () => {
    const seen = { fired: 0, saturations: 0, idle: 0 };
    checkCases(300, (draw) => {
      const columns = randomColumns(draw);
      const uniform = uniformRegisters(columns)!;
      const [general, fast] = [createLoihiLifState(columns), createLoihiLifState(columns)];
      const random = drawStream(draw);
      const size = 2 ** draw(0, 24);
      if (drawChance(draw, 4)) columns.bias.fill(0);
      for (let step = 0; step < 12; step++) {
        const input = Int32Array.from({ length: COUNT }, () =>
          random() < 0.4 ? 0 : Math.round((random() - 0.5) * 2 * size),
        );
        const other = input.slice();
        const [fired, firedFast] = [new Int32Array(COUNT), new Int32Array(COUNT)];
        const [counts, countsFast] = [emptyCounts(), emptyCounts()];
        stepLoihiLif(general, columns, input, 0, COUNT, fired, 0, counts);
        stepUniformLoihiLif(fast, uniform, columns.bias, other, firedFast, 0, countsFast);
        expect(countsFast).toEqual(counts);
        expect(firedFast.slice(0, counts.fired)).toEqual(fired.slice(0, counts.fired));
        expect([fast.u, fast.v, other]).toEqual([general.u, general.v, input]);
        seen.fired += counts.fired;
        seen.saturations += counts.saturations;
        seen.idle += COUNT - counts.updated;
      }
    });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });

  it('is not for compartments that differ or pause', () => {
    const of = (registers: Record<string, number | Int32Array>) =>
      uniformRegisters(loihiLifRegisterColumns(registers, 2));
    expect(of({ du: 5 })).not.toBeNull();
    expect(of({ du: Int32Array.of(5, 6) })).toBeNull();
    expect(of({ refractorySteps: 1 })).toBeNull();
  });
});

function emptyCounts() {
  return { fired: 0, updated: 0, saturations: 0 };
}

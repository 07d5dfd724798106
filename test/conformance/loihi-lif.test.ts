/**
 * The integer compartment against numbers worked out by hand from lava's rules:
 * u = rtz(u, du+1) + (a << 6), wrapped once; v = rtz(v, dv) + u + bias, clipped; spike where v > vth << 6.
 */
import { describe, expect, it } from 'vitest';
import type { LoihiLifRegisters } from '../../src/model/network.ts';
import type { LoihiLifCounts } from '../../src/neurons/loihi-lif.ts';
import { createLoihiLifState, loihiLifModel, stepLoihiLif } from '../../src/neurons/loihi-lif.ts';
import { loihiLifRegisterColumns } from '../../src/neurons/loihi-lif-fields.ts';
import { namedRegisters } from '../../src/neurons/loihi-lif-registers.ts';
import { shiftBy } from '../../src/support/fixed-point.ts';

const EDGE = 2 ** 23;

const QUIET: LoihiLifRegisters = {
  du: 4095,
  dv: 4096,
  vthMant: 131_071,
  biasMant: 0,
  biasExp: 0,
  refractorySteps: 0,
  v0: 0,
  reset: 'zero',
  spiking: true,
};

interface Step {
  readonly u: number;
  readonly v: number;
  readonly fired: boolean;
  readonly saturations: number;
  readonly updated: number;
}

/** One compartment over `inputs` (a of each step), from `u0`. */
function run(registers: Partial<LoihiLifRegisters>, inputs: readonly number[], u0 = 0): Step[] {
  const all = { ...QUIET, ...registers };
  const columns = loihiLifRegisterColumns(namedRegisters(all), 1);
  const state = createLoihiLifState(columns);
  state.u[0] = u0;
  const counts: LoihiLifCounts = { fired: 0, updated: 0, saturations: 0 };
  const input = new Int32Array(1);
  return inputs.map((a) => {
    input[0] = a;
    stepLoihiLif(state, columns, input, 0, 1, new Int32Array(1), 0, counts);
    expect(input[0]).toBe(0);
    const { fired, saturations, updated } = counts;
    return { u: state.u[0]!, v: state.v[0]!, fired: fired > 0, saturations, updated };
  });
}

const firesAt = (steps: readonly Step[]): number[] =>
  steps.flatMap(({ fired }, k) => (fired ? [k + 1] : []));

describe('decay', () => {
  it('rounds toward zero on both sides', () => {
    // 1000 * (4096 - 410) / 4096 = 899.9 and 1000 * (4096 - 128) / 4096 = 968.75.
    expect(run({ du: 409 }, [0], 1000)[0]!.u).toBe(899);
    expect(run({ du: 409 }, [0], -1000)[0]!.u).toBe(-899);
    expect(run({ dv: 128, v0: 1000 }, [0])[0]!.v).toBe(968);
    expect(run({ dv: 128, v0: -1000 }, [0])[0]!.v).toBe(-968);
  });

  it('keeps 4095/4096 of u at du 0 and nothing at du 4095', () => {
    expect(run({ du: 0 }, [0, 0], 4096).map(({ u }) => u)).toEqual([4095, 4094]);
    expect(run({ du: 0 }, [0], 1)[0]!.u).toBe(0);
    expect(run({ du: 4095 }, [0], EDGE)[0]!.u).toBe(0);
  });

  it('keeps all of v at dv 0 and nothing at dv 4096', () => {
    expect(run({ dv: 0, v0: -7 }, [0, 0]).map(({ v }) => v)).toEqual([-7, -7]);
    expect(run({ dv: 4096, v0: 123_456 }, [0])[0]!.v).toBe(0);
  });

  it('is exact at the edge of the register', () => {
    // 8,388,608 * 4095 / 4096 = 8,386,560; 8,388,607 * 1 / 4096 = 2047.99.
    expect(run({ du: 0 }, [0], EDGE)[0]!.u).toBe(8_386_560);
    expect(run({ dv: 4095, v0: EDGE - 1 }, [0])[0]!.v).toBe(2047);
  });
});

describe('current', () => {
  it('takes its input shifted by 6 and adds it after the decay', () => {
    // rtz(6400, 2048) = 3200; + (-3 << 6) = 3008.
    expect(run({ du: 2047 }, [100, -3]).map(({ u }) => u)).toEqual([6400, 3008]);
  });

  it('wraps once into (-2^23, 2^23]: exactly -2^23 becomes +2^23', () => {
    // +2^23 does not wrap, but v = u is clipped.
    expect(run({ spiking: false }, [131_072])[0]).toMatchObject({
      u: EDGE,
      saturations: 1,
      v: EDGE - 1,
    });
    expect(run({}, [131_071])[0]).toMatchObject({ u: EDGE - 64, saturations: 0 });
    expect(run({}, [131_073])[0]).toMatchObject({ u: 64 - EDGE });
    expect(run({}, [-131_072])[0]).toMatchObject({ u: EDGE });
    expect(run({}, [-131_071])[0]).toMatchObject({ u: 64 - EDGE });
    expect(run({}, [-131_073])[0]).toMatchObject({ u: EDGE - 64 });
  });

  it('counts each wrap; +2^23 itself is none', () => {
    const counted = (a: number): number =>
      run({ vthMant: 0, spiking: false, dv: 4096 }, [a])[0]!.saturations;
    // v is clipped too where |u| reaches 2^23, so that u's own wrap is what differs.
    expect([counted(131_072), counted(131_073), counted(-131_072), counted(-131_073)]).toEqual([
      1, 1, 2, 1,
    ]);
  });
});

describe('voltage', () => {
  it('saturates at +-(2^23 - 1) and counts it', () => {
    expect(run({ spiking: false, dv: 0, v0: EDGE - 1, biasMant: 1 }, [0])[0]).toMatchObject({
      v: EDGE - 1,
      saturations: 1,
    });
    expect(run({ dv: 0, v0: 1 - EDGE, biasMant: -1 }, [0])[0]).toMatchObject({
      v: 1 - EDGE,
      saturations: 1,
    });
    expect(run({ spiking: false, dv: 0, v0: EDGE - 2, biasMant: 1 }, [0])[0]).toMatchObject({
      v: EDGE - 1,
      saturations: 0,
    });
    expect(run({ dv: 0, v0: 2 - EDGE, biasMant: -1 }, [0])[0]).toMatchObject({
      v: 1 - EDGE,
      saturations: 0,
    });
  });

  it('never passes the largest threshold but by saturation', () => {
    // 131,071 << 6 = 8,388,544, which is 63 below the largest v.
    expect(run({ dv: 0, v0: 8_388_544 }, [0])[0]!.fired).toBe(false);
    expect(run({ dv: 0, v0: 8_388_544, biasMant: 1 }, [0])[0]).toMatchObject({ fired: true, v: 0 });
  });

  it('adds the bias shifted left, or floored to the right', () => {
    expect(run({ biasMant: 3, biasExp: 7 }, [0])[0]!.v).toBe(384);
    expect(run({ biasMant: -5, biasExp: -1 }, [0])[0]!.v).toBe(-3);
    expect(run({ biasMant: 5, biasExp: -1 }, [0])[0]!.v).toBe(2);
    expect([shiftBy(-1, -8), shiftBy(-4096, 7), shiftBy(4095, 7)]).toEqual([-1, -524_288, 524_160]);
  });

  it('fires strictly above vth << 6', () => {
    expect(run({ vthMant: 1, biasMant: 64 }, [0])[0]!.fired).toBe(false);
    expect(run({ vthMant: 1, biasMant: 65 }, [0])[0]).toMatchObject({ fired: true, v: 0 });
    expect(run({ vthMant: 0, biasMant: 0 }, [0])[0]!.fired).toBe(false);
  });

  it('sees the current of the same step', () => {
    expect(run({ vthMant: 9 }, [10])[0]).toMatchObject({ u: 640, fired: true });
  });
});

describe('a spike', () => {
  it('leaves u as it is', () => {
    const [first, second] = run({ du: 2047, vthMant: 9 }, [10, 0]);
    expect(first).toMatchObject({ u: 640, v: 0, fired: true });
    expect(second).toMatchObject({ u: 320, v: 320, fired: false });
  });

  it('leaves v where the reset is none', () => {
    const steps = run({ reset: 'none', dv: 0, vthMant: 1, biasMant: 40 }, [0, 0, 0]);
    expect(steps.map(({ v }) => v)).toEqual([40, 80, 120]);
    expect(firesAt(steps)).toEqual([2, 3]);
  });

  it('never comes from a population that does not spike', () => {
    const steps = run(
      { spiking: false, vthMant: 0, dv: 0, biasMant: 4095, biasExp: 7 },
      new Array<number>(40).fill(0),
    );
    expect(firesAt(steps)).toEqual([]);
    expect(steps.at(-1)!.v).toBe(EDGE - 1);
  });
});

describe('refractory pause', () => {
  const drive = { vthMant: 1, biasMant: 100, dv: 0 };
  const idle = new Array<number>(10).fill(0);

  it('of n steps gives a period of n + 1 under strong drive', () => {
    expect(firesAt(run({ ...drive, refractorySteps: 0 }, idle))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(firesAt(run({ ...drive, refractorySteps: 1 }, idle))).toEqual([1, 3, 5, 7, 9]);
    expect(firesAt(run({ ...drive, refractorySteps: 3 }, idle))).toEqual([1, 5, 9]);
  });

  it('holds v at 0 while u goes on', () => {
    const steps = run({ du: 2047, dv: 0, vthMant: 9, refractorySteps: 2 }, [10, 4, 0, 0]);
    // u: 640, 320 + 256, 288, 144; v: fires, held, held, 144.
    expect(steps.map(({ u }) => u)).toEqual([640, 576, 288, 144]);
    expect(steps.map(({ v }) => v)).toEqual([0, 0, 0, 144]);
  });

  it('runs out in steps in which nothing else happens', () => {
    const early = run({ vthMant: 9, refractorySteps: 3 }, [10, 0, 0, 10, 0]);
    expect(firesAt(early)).toEqual([1]);
    const late = run({ vthMant: 9, refractorySteps: 3 }, [10, 0, 0, 0, 10]);
    expect(firesAt(late)).toEqual([1, 5]);
    // The step after the spike still has a current to clear; then the compartment is idle.
    expect(late.map(({ updated }) => updated)).toEqual([1, 1, 0, 0, 1]);
  });

  it('and all other state is gone after a reset', () => {
    const registers = namedRegisters({ ...QUIET, vthMant: 0, v0: 17, refractorySteps: 5 });
    const compartments = loihiLifModel.create(registers, 2);
    const spikes = { fired: new Int32Array(2), payloads: new Int32Array(2), length: 0 };
    const first = () => {
      spikes.length = 0;
      compartments.step([Int32Array.of(3, -3)], 1, spikes, { updated: 0, saturations: 0 });
      const [u, v] = [compartments.read('u'), compartments.read('v')];
      return [...u, ...v, ...spikes.fired.slice(0, spikes.length)];
    };
    const once = first();
    first();
    compartments.reset();
    expect([...compartments.read('u'), ...compartments.read('v')]).toEqual([0, 0, 17, 17]);
    expect(first()).toEqual(once);
  });
});

describe('ranges of compartments', () => {
  it('stepped in parts give what one range gives', () => {
    const size = 64;
    const each = (value: (k: number) => number): Int32Array =>
      Int32Array.from({ length: size }, (_, k) => value(k));
    const registers: LoihiLifRegisters = {
      ...QUIET,
      du: each((k) => (k * 601) % 4096),
      dv: each((k) => (k * 433) % 4097),
      vthMant: each((k) => (k * 97) % 900),
      biasMant: each((k) => ((k * 57) % 400) - 150),
      biasExp: each((k) => (k % 9) - 1),
      refractorySteps: each((k) => k % 4),
      v0: each((k) => (k % 5) * 1000 - 2000),
    };
    const runCut = (cuts: readonly number[]) => {
      const columns = loihiLifRegisterColumns(namedRegisters(registers), size);
      const state = createLoihiLifState(columns);
      const log: unknown[] = [];
      for (let step = 0; step < 50; step++) {
        const input = each((k) => ((k * 31 + step * 17) % 23) * 12 - 100);
        const fired = new Int32Array(size);
        const total = { fired: 0, updated: 0, saturations: 0 };
        cuts.slice(1).forEach((end, c) => {
          const counts = { fired: 0, updated: 0, saturations: 0 };
          stepLoihiLif(state, columns, input, cuts[c]!, end, fired, total.fired, counts);
          for (const key of ['fired', 'updated', 'saturations'] as const) total[key] += counts[key];
        });
        log.push([
          Array.from(fired.subarray(0, total.fired)),
          total,
          Array.from(state.u),
          Array.from(state.v),
        ]);
      }
      return log;
    };
    const whole = runCut([0, size]);
    expect(runCut([0, 1, 20, 20, 63, size])).toEqual(whole);
    const spikes = whole.flatMap((row) => (row as [number[]])[0]);
    expect(spikes.length).toBeGreaterThan(100);
    expect(new Set(spikes).size).toBeGreaterThan(20);
  });
});

/** Each model against numbers worked out by hand from lava's rules (lava-nc 0.11, commit b6822fbc). */
import { describe, expect, it } from 'vitest';
import type { IntegerNeuronModel, Registers } from '../../../src/neurons/integer-model.ts';
import { LOIHI2_NEURON_MODELS } from '../../../src/neurons/loihi2/index.ts';
import type { StepLog } from './drive.ts';
import { driveOne } from './drive.ts';

const EDGE = 2 ** 23;
const MAX = EDGE - 1;

function modelOf(name: string): IntegerNeuronModel {
  return LOIHI2_NEURON_MODELS.find((model) => model.name === `loihi2-${name}`)!;
}

function run(
  name: string,
  registers: Registers,
  inputs: readonly (number | readonly number[])[],
): StepLog[] {
  return driveOne(modelOf(name), registers, inputs);
}

function outputs(logs: readonly StepLog[]): number[] {
  return logs.map(({ spikes }) => spikes[0]?.[1] ?? 0);
}

function values(logs: readonly StepLog[], variable: string): number[] {
  return logs.map(({ state }) => state[variable]![0]!);
}

const idle = (steps: number): number[] => new Array<number>(steps).fill(0);
const still = (steps: number): number[][] => Array.from({ length: steps }, () => [0, 0]);

describe('ternary-lif', () => {
  it('fires +1 strictly above the upper threshold and -1 strictly below the lower, and clears v', () => {
    const registers = { vthHiMant: 2, vthLoMant: -1, dv: 4096 };
    const logs = run('ternary-lif', registers, [2, 3, -1, -2]);
    expect(outputs(logs)).toEqual([0, 1, 0, -1]);
    expect(values(logs, 'v')).toEqual([128, 0, -64, 0]);
    expect(values(logs, 'u')).toEqual([128, 192, -64, -128]);
  });

  it('decays to 0 from both sides when the input ends', () => {
    for (const a of [90, -90]) {
      const logs = run(
        'ternary-lif',
        { du: 0, dv: 1, vthHiMant: 2 ** 17 - 1, vthLoMant: 1 - 2 ** 17 },
        [a, ...idle(40_000)],
      );
      expect(logs.at(-1)).toMatchObject({ updated: 0, state: { u: [0], v: [0] } });
    }
  });

  it('begins at u0 and v0', () => {
    const [first] = run('ternary-lif', { du: 2047, dv: 2048, u0: 100, v0: -1000 }, [0]);
    expect(first!.state).toEqual({ u: [50], v: [-450] });
  });

  it('shows a current of -2^23 as +2^23, and brings back sums of many turns', () => {
    const registers = { dv: 4096, vthHiMant: 2 ** 17 - 1 };
    const logs = run('ternary-lif', registers, [-(2 ** 17), 2 ** 17, 5 * 2 ** 18 + 1]);
    expect(values(logs, 'u')).toEqual([EDGE, EDGE, 64]);
  });
});

describe('lif-reset', () => {
  const gather = { du: 4095, dv: 0, vthMant: 1000, biasMant: 10 };

  it('starts anew in steps that leave the rest of the offset, counted from 1', () => {
    const logs = run('lif-reset', { ...gather, resetInterval: 3, resetOffset: 5 }, idle(7));
    expect(values(logs, 'v')).toEqual([10, 10, 20, 30, 10, 20, 30]);
  });

  it('takes the input of that step and fires from it', () => {
    const registers = { ...gather, vthMant: 3, resetInterval: 2, resetOffset: 0 };
    const logs = run('lif-reset', registers, [3, 3, 3, 3]);
    // 202 fires; then 202 anew, in every step.
    expect(outputs(logs)).toEqual([1, 1, 1, 1]);
    expect(values(logs, 'u')).toEqual([192, 192, 192, 192]);
  });

  it('clears the current too', () => {
    const logs = run('lif-reset', { du: 0, resetInterval: 2 }, [64, 0, 0]);
    expect(values(logs, 'u')).toEqual([4096, 0, 0]);
  });

  it('with an interval of 1 forgets everything in every step', () => {
    const logs = run('lif-reset', { ...gather, resetInterval: 1 }, idle(3));
    expect(values(logs, 'v')).toEqual([10, 10, 10]);
  });
});

describe('atrlif', () => {
  const registers = {
    deltaV: 4096,
    deltaTheta: 2048,
    deltaR: 2048,
    theta0Mant: 2,
    thetaStepMant: 1,
  };

  it('fires where v - r reaches the threshold, and leaves v', () => {
    // theta 128: v = 128 fires, r = 256, theta = 192. Next: r = 128, theta = 160, v = 320 - 128 fires.
    const logs = run('atrlif', registers, [2, 5, 0]);
    expect(outputs(logs)).toEqual([1, 1, 0]);
    expect(values(logs, 'v')).toEqual([128, 320, 0]);
    expect(values(logs, 'r')).toEqual([256, 128 + 320, 224]);
    expect(values(logs, 'theta')).toEqual([192, 224, 176]);
  });

  it('comes back to its rest threshold and to rest', () => {
    const logs = run('atrlif', registers, [500, ...idle(60)]);
    expect(logs.at(-1)).toMatchObject({
      updated: 0,
      state: { i: [0], v: [0], theta: [128], r: [0] },
    });
  });

  it('fires in every step at rest where its rest threshold is 0', () => {
    expect(outputs(run('atrlif', { theta0Mant: 0 }, idle(3)))).toEqual([1, 1, 1]);
  });

  it('holds theta and r at the end of their registers', () => {
    const wide = { theta0Mant: 2 ** 17 - 1, thetaStepMant: 2 ** 17 - 1, deltaV: 4096 };
    const [log] = run('atrlif', wide, [2 ** 17 - 1]);
    expect(log).toMatchObject({ saturations: 2, state: { theta: [MAX], r: [MAX] } });
  });
});

describe('rf', () => {
  const quarter = { sinDecay: 4096, cosDecay: 0, vth: 5 };

  it('turns by a quarter a step and fires as imag leaves the negative half', () => {
    const logs = run('rf', quarter, [[10, 0], ...still(8)]);
    expect(values(logs, 'real')).toEqual([10, 0, -10, 0, 10, 0, -10, 0, 10]);
    expect(values(logs, 'imag')).toEqual([0, 10, 0, -10, 0, 10, 0, -10, 0]);
    expect(outputs(logs)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('cuts each product toward zero', () => {
    const half = { sinDecay: 0, cosDecay: 2048, vth: 5 };
    const logs = run('rf', half, [
      [-7, 7],
      [0, 0],
    ]);
    expect(logs[1]!.state).toEqual({ real: [-3], imag: [3] });
  });

  it('shifts its inputs by stateExp and fires at the threshold itself', () => {
    const logs = run('rf', { ...quarter, stateExp: 6, vth: 640 }, [[10, 0], ...still(4)]);
    expect(logs[0]!.state.real).toEqual([640]);
    expect(outputs(logs)).toEqual([0, 0, 0, 0, 1]);
  });

  it('rings down to rest', () => {
    const logs = run('rf', { vth: MAX }, [[2 ** 20, -(2 ** 20)], ...still(200)]);
    expect(logs.at(-1)).toMatchObject({ updated: 0, state: { real: [0], imag: [0] } });
  });
});

describe('rf-iz', () => {
  it('fires where imag reaches vth and is set to vth - 1 without a real part', () => {
    const logs = run('rf-iz', { sinDecay: 4096, cosDecay: 0, vth: 10 }, [[10, 3], ...still(2)]);
    expect(outputs(logs)).toEqual([0, 1, 0]);
    expect(values(logs, 'imag')).toEqual([3, 9, 0]);
    expect(values(logs, 'real')).toEqual([10, 0, -9]);
  });
});

describe('rf-zero', () => {
  it('sends its real part as v leaves the negative half', () => {
    // -32768 / 2^15 is -1: a quarter turn backward, exact.
    const logs = run('rf-zero', { lct: 0, lst: -32_768, uth: 5 }, [[0, -10], ...still(4)]);
    expect(values(logs, 'u')).toEqual([0, -10, 0, 10, 0]);
    expect(values(logs, 'v')).toEqual([-10, 0, 10, 0, -10]);
    expect(outputs(logs)).toEqual([0, 0, 0, 0, 0]);
    const forward = run('rf-zero', { lct: 0, lst: 32_767, uth: 5 }, [[0, -10], ...still(1)]);
    // u: -((32767 * -10) >> 15) = 10; v: 0.
    expect(forward[1]!.state).toEqual({ u: [10], v: [0] });
    expect(outputs(forward)).toEqual([0, 10]);
  });

  it('fires strictly above uth', () => {
    const drive = [[0, -10], ...still(1)];
    expect(outputs(run('rf-zero', { lct: 0, lst: 32_767, uth: 10 }, drive))).toEqual([0, 0]);
    expect(outputs(run('rf-zero', { lct: 0, lst: 32_767, uth: 9 }, drive))).toEqual([0, 10]);
  });

  it('cuts each product downward and leaves its inputs unshifted', () => {
    const logs = run('rf-zero', { lct: 16_384, lst: 0 }, [
      [-7, 7],
      [0, 0],
    ]);
    expect(logs[0]!.state).toEqual({ u: [-7], v: [7] });
    expect(logs[1]!.state).toEqual({ u: [-4], v: [3] });
  });
});

describe('sigma', () => {
  it('sends the sum of all inputs in every step, and nothing where it is 0', () => {
    expect(outputs(run('sigma', {}, [0, 5, 0, -7, 2, 0]))).toEqual([0, 5, 5, -2, 0, 0]);
  });
});

describe('delta', () => {
  it('sends differences of the shifted input, less its own shift', () => {
    const logs = run('delta', { spikeExp: 2, stateExp: 3 }, [5, 5, 1, 0, 0]);
    expect(values(logs, 'act')).toEqual([160, 160, 32, 0, 0]);
    expect(outputs(logs)).toEqual([20, 0, -16, -4, 0]);
  });

  it('keeps back what lies below the threshold and sends it later', () => {
    const logs = run('delta', { vth: 5 }, [3, 5, 6, 6]);
    expect(outputs(logs)).toEqual([0, 5, 0, 0]);
    expect(values(logs, 'residue')).toEqual([3, 0, 1, 1]);
  });

  it('with cumError holds the threshold against the sum of what was kept back', () => {
    // Residue 2 is added to the error in each step: 2, 4, 6 >= 5 sends the residue alone.
    const logs = run('delta', { vth: 5, cumError: 1 }, [2, 2, 2, 2]);
    expect(outputs(logs)).toEqual([0, 0, 2, 0]);
    expect(values(logs, 'error')).toEqual([2, 4, 0, 0]);
  });

  it('loses the bits below stateExp, downward', () => {
    expect(outputs(run('delta', { stateExp: 0 }, [-3]))).toEqual([-3]);
    const logs = run('sigma-delta', { stateExp: 2 }, [-3, 0]);
    expect(outputs(logs)).toEqual([-1, 0]);
    expect(values(logs, 'residue')).toEqual([0, 0]);
  });
});

describe('sigma-delta', () => {
  it('sums its inputs, adds the bias, and sends what changed', () => {
    const logs = run('sigma-delta', { bias: 4, vth: 1 }, [10, 0, -3]);
    expect(values(logs, 'act')).toEqual([14, 14, 11]);
    expect(outputs(logs)).toEqual([14, 0, -3]);
    expect(logs.map(({ updated }) => updated)).toEqual([1, 0, 1]);
  });

  it('with relu sends nothing while the sum is negative', () => {
    expect(outputs(run('sigma-delta', { relu: 1 }, [-5, -5, 12, 1]))).toEqual([0, 0, 2, 1]);
  });

  it('falls silent when nothing arrives', () => {
    const logs = run('sigma-delta', { bias: -77, vth: 50, cumError: 1 }, [90, ...idle(60)]);
    expect(logs.at(-1)).toMatchObject({ updated: 0, spikes: [] });
  });
});

describe('sigma-delta-corrected', () => {
  it('remembers what its receivers add up to', () => {
    const logs = run('sigma-delta-corrected', { stateExp: 2, vth: 4 }, [7, 0, 1, 0]);
    expect(outputs(logs)).toEqual([1, 0, 1, 0]);
    expect(values(logs, 'act')).toEqual([4, 4, 8, 8]);
    expect(logs.map(({ updated }) => updated)).toEqual([1, 1, 1, 0]);
  });

  it('agrees with a sigma that hears it', () => {
    const inputs = [100, -37, 4, 0, -260, 13];
    const sent = run('sigma-delta-corrected', { stateExp: 3, vth: 9, bias: 5 }, inputs);
    const heard = run('sigma', {}, outputs(sent));
    expect(values(heard, 'sigma').map((sum) => sum * 8)).toEqual(values(sent, 'act'));
  });
});

describe('graded-vec and graded-relu-vec', () => {
  it('pass on what lies strictly beyond the threshold', () => {
    const inputs = [-6, -5, 0, 5, 6];
    expect(outputs(run('graded-vec', { vth: 5 }, inputs))).toEqual([-6, 0, 0, 0, 6]);
    expect(outputs(run('graded-relu-vec', { vth: 5 }, inputs))).toEqual([0, 0, 0, 0, 6]);
  });

  it('hold a payload to 24 bits and count it', () => {
    const [log] = run('graded-vec', {}, [-(2 ** 30)]);
    expect(log).toMatchObject({ saturations: 1, spikes: [[0, -MAX]] });
  });
});

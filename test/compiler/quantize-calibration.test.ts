import { describe, expect, it } from 'vitest';
import { normalize } from '../../compiler/normalize.ts';
import { calibrate } from '../../compiler/quantize/calibrate.ts';
import type { Calibration } from '../../compiler/quantize/calibration.ts';
import { quantize } from '../../compiler/quantize/quantize.ts';
import { roundRows } from '../../compiler/quantize/round-rows.ts';
import { mantissaGrid } from '../../compiler/quantize/weights.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Network, NormalNetwork, Population } from '../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { createRng } from '../../src/support/rng.ts';
import { LOIHI } from '../properties/run-network.ts';

const CORE = LOIHI.coreTypes[0]!;
const STEPS = 60;
const base = (weightBits: number) =>
  ({ ...DEFAULT_SIMULATION_OPTIONS, weightBits, emulateReset: false }) as const;

const spiking = (name: string, shape: readonly number[]): Population => ({
  name,
  shape,
  size: shape.reduce((a, b) => a * b, 1),
  bias: 0,
  parameters: { model: 'if', r: 1, vThreshold: 1, vReset: 0 },
});

/** Input [2, 8, 8], a convolution, a matrix and a matrix of its own; weights with a few outliers. */
function networkOf(seed: string): NormalNetwork {
  const rng = createRng(seed);
  const weights = (count: number, spread: number): Float64Array =>
    Float64Array.from({ length: count }, () => {
      const normal = rng.next() + rng.next() + rng.next() - 1.4;
      return spread * normal * (rng.next() < 0.03 ? 4 : 1);
    });
  const network: Network = {
    name: seed,
    units: 'dimensionless',
    populations: [
      { name: 'in', shape: [2, 8, 8], size: 128, bias: 0, parameters: { model: 'input' } },
      spiking('conv', [4, 6, 6]),
      spiking('hidden', [30]),
    ],
    projections: [
      {
        name: 'in-conv',
        pre: 0,
        post: 1,
        delayS: 0,
        stages: [
          {
            kind: 'conv',
            inputShape: [2, 8, 8],
            inputExtent: [8, 8],
            outputShape: [4, 6, 6],
            kernel: [3, 3],
            stride: [1, 1],
            dilation: [1, 1],
            padding: [0, 0],
            groups: 1,
            weights: weights(72, 0.5),
          },
        ],
      },
      {
        name: 'conv-hidden',
        pre: 1,
        post: 2,
        delayS: 0,
        stages: [{ kind: 'dense', preSize: 144, postSize: 30, weights: weights(4320, 0.15) }],
      },
      {
        name: 'hidden-hidden',
        pre: 2,
        post: 2,
        delayS: 0,
        stages: [{ kind: 'dense', preSize: 30, postSize: 30, weights: weights(900, 0.05) }],
      },
    ],
    outputs: [2],
    assumptions: [],
  };
  return normalize(network);
}

/** Inputs that spike at rates of their own, the same in all samples. */
function samplesOf(count: number, seed: string): SpikeInput[] {
  const rates = createRng('rates');
  const rate = Array.from({ length: 128 }, () => rates.next() ** 2 * 0.5);
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, s) => {
    const events: [number, number][] = [];
    for (let step = 0; step < STEPS; step++) {
      for (let k = 0; k < 128; k++) if (rng.next() < rate[k]!) events.push([step, k]);
    }
    return {
      sample: `${seed} ${s}`,
      steps: Int32Array.from(events, ([step]) => step),
      indices: Int32Array.from(events, ([, index]) => index),
      counts: new Int32Array(events.length).fill(1),
      droppedEvents: 0,
    };
  });
}

function quantized(network: NormalNetwork, bits: number, calibration?: Calibration): QuantNet {
  const options = calibration === undefined ? base(bits) : { ...base(bits), calibration };
  return quantize(network, schedule(network), CORE, options);
}

/** Sum over neurons and samples of |spikes - spikes of the float reference|. */
function spikeError(network: NormalNetwork, net: QuantNet, samples: readonly SpikeInput[]): number {
  const float = createFloatSimulator(network, schedule(network), DEFAULT_SIMULATION_OPTIONS);
  const integer = createIntegerSimulator(net);
  let error = 0;
  for (const sample of samples) {
    const difference = new Map<string, number>();
    const add = (
      { populations, indices }: { populations: ArrayLike<number>; indices: ArrayLike<number> },
      by: number,
    ): void => {
      for (let k = 0; k < indices.length; k++) {
        const key = `${populations[k]}/${indices[k]}`;
        difference.set(key, (difference.get(key) ?? 0) + by);
      }
    };
    add(float.run(sample, STEPS).spikes, -1);
    add(integer.run(sample, STEPS), 1);
    for (const value of difference.values()) error += Math.abs(value);
  }
  return error;
}

const mantissas = (net: QuantNet): unknown =>
  net.projections.map(({ connectivity, weightExp }) => [weightExp, connectivity.weights]);

/** Spikes a step of each neuron in the float reference. */
function ratesOf(network: NormalNetwork, samples: readonly SpikeInput[]): Float64Array[] {
  const simulator = createFloatSimulator(network, schedule(network), DEFAULT_SIMULATION_OPTIONS);
  const rates = network.populations.map(({ size }) => new Float64Array(size));
  const share = 1 / (samples.length * STEPS);
  for (const sample of samples) {
    for (const index of sample.indices) rates[0]![index]! += share;
    const { spikes } = simulator.run(sample, STEPS);
    spikes.indices.forEach((index, k) => {
      rates[spikes.populations[k]!]![index]! += share;
    });
  }
  return rates;
}

describe('calibration', () => {
  const network = networkOf('calibration');
  const known = samplesOf(6, 'known');
  const unseen = samplesOf(8, 'unseen');
  const planAt = (bits: number): Calibration =>
    calibrate(network, schedule(network), CORE, base(bits), known, STEPS);

  it('by the largest weight is what is used where none is asked for', () => {
    expect(mantissas(quantized(network, 4, 'max-abs'))).toEqual(mantissas(quantized(network, 4)));
    const notes = quantized(network, 4).assumptions.map(({ code }) => code);
    expect(notes).not.toContain('A_CALIBRATION');
  });

  it('by weight error lowers the squared error of every projection at few bits', () => {
    for (const bits of [3, 4]) {
      const [plain, clipped] = [quantized(network, bits), quantized(network, bits, 'mse')];
      plain.projections.forEach(({ stats }, k) => {
        expect(clipped.projections[k]!.stats.sqnrDb).toBeGreaterThanOrEqual(stats.sqnrDb);
      });
      expect(clipped.projections.some(({ stats }) => stats.clippedCount > 0)).toBe(true);
    }
  });

  it('is named among the assumptions', () => {
    const [note] = quantized(network, 4, 'mse').assumptions.filter(
      ({ code }) => code === 'A_CALIBRATION',
    );
    expect(note!.text).toContain('squared error');
    const codes = quantized(network, 4, planAt(4)).assumptions.map(({ text }) => text);
    expect(codes.join()).toContain('6 samples');
  });

  it.each([3, 4, 6])('by rates or samples brings unseen samples nearer at %i bits', (bits) => {
    const error = (calibration?: Calibration): number =>
      spikeError(network, quantized(network, bits, calibration), unseen);
    const plain = error();
    const rates = error({ kind: 'rates', statistics: { rates: ratesOf(network, known) } });
    const samples = error(planAt(bits));
    expect(rates).toBeLessThan(plain);
    expect(samples).toBeLessThan(plain);
  });

  it('gives the same plan for the same samples', () => {
    expect(planAt(4)).toEqual(planAt(4));
  });

  it('replays a plan: the net is what the search has seen', () => {
    const plan = planAt(4);
    const net = quantized(network, 4, plan);
    if (typeof plan === 'string' || plan.kind !== 'plan') throw new Error('no plan');
    const found = plan.links.map((link) => link!.mantissas);
    const byName = network.links.map(
      ({ name }) => net.projections.find((each) => each.name === name)!.connectivity.weights,
    );
    expect(byName).toEqual(found);
  });

  it('keeps mantissas on their grid', () => {
    const grid = mantissaGrid('mixed', 3);
    for (const { connectivity } of quantized(network, 3, planAt(3)).projections) {
      for (const mantissa of connectivity.weights as Int16Array) {
        expect(Math.abs(mantissa % grid.step)).toBe(0);
        expect(mantissa).toBeGreaterThanOrEqual(grid.min);
        expect(mantissa).toBeLessThanOrEqual(grid.max);
      }
    }
  });

  it('works for neurons of differing gain, delays and readouts that never spike', () => {
    const tauS = Float64Array.from({ length: 30 }, (_, k) => 0.01 + 0.001 * k);
    const [input, conv, hidden] = network.populations;
    const leaky: NormalNetwork = {
      ...network,
      populations: [
        input!,
        conv!,
        {
          ...hidden!,
          parameters: { model: 'lif', tauS, r: 20, vLeak: 0, vThreshold: 1, vReset: 0 },
        },
        { ...hidden!, name: 'out', parameters: { model: 'li', tauS, r: 1, vLeak: 0 } },
      ],
      links: [
        ...network.links.map((link, k) => (k === 1 ? { ...link, delayS: 3e-3 } : link)),
        { ...network.links[2]!, name: 'hidden-out', pre: 2, post: 3 },
      ],
    };
    const plan = calibrate(leaky, schedule(leaky), CORE, base(4), known, STEPS);
    expect(plan.links.every((link) => link !== null)).toBe(true);
    const plain = spikeError(leaky, quantized(leaky, 4), unseen);
    expect(spikeError(leaky, quantized(leaky, 4, plan), unseen)).toBeLessThan(plain);
  });

  it('refuses to work without samples, with constant currents, or on registers', () => {
    const run = (samples: readonly SpikeInput[]) => () =>
      calibrate(network, schedule(network), CORE, base(4), samples, STEPS);
    expect(run([])).toThrow(expect.objectContaining({ code: 'E_CALIBRATION' }));
    const fixed: NormalNetwork = {
      ...network,
      populations: network.populations.map((population, p) =>
        p === 2
          ? { ...population, parameters: { model: 'registers', neuron: 'lif', registers: {} } }
          : population,
      ),
    };
    expect(() => calibrate(fixed, schedule(fixed), CORE, base(4), known, STEPS)).toThrow(
      expect.objectContaining({ code: 'E_CALIBRATION' }),
    );
    const current = { ...known[0]!, currents: new Float64Array(128) };
    expect(run([current])).toThrow(expect.objectContaining({ code: 'E_CALIBRATION' }));
  });
});

describe('roundings chosen together', () => {
  const grid = mantissaGrid('mixed', 4);
  const rows = [Int32Array.of(0, 1, 2, 3)];

  it('let errors of equal rates cancel', () => {
    // Each nearest rounding is 12 too low, 48 in sum: one and a half steps of 32.
    const exact = Float64Array.of(12, 12, 12, 12);
    const rates = new Float64Array(4).fill(10);
    const costs = { rows, moments: null, mean: rates, variance: new Float64Array(4).fill(1) };
    const sum = roundRows(exact, new Int16Array(4), grid, costs).reduce((a, b) => a + b, 0);
    expect(Math.abs(48 - sum)).toBeLessThanOrEqual(16);
  });

  it('never raise the cost', () => {
    const rng = createRng('round');
    for (let trial = 0; trial < 50; trial++) {
      const exact = Float64Array.from({ length: 4 }, () => rng.next() * 500 - 250);
      const x = Array.from({ length: 6 }, () => Array.from({ length: 4 }, () => rng.next()));
      const moments = new Float64Array(16);
      for (const v of x) {
        for (let k = 0; k < 16; k++) moments[k]! += v[k >> 2]! * v[k & 3]!;
      }
      const cost = (q: Int16Array): number =>
        x.reduce((sum, v) => sum + v.reduce((s, a, i) => s + a * (exact[i]! - q[i]!), 0) ** 2, 0);
      const nearest = Int16Array.from(exact, (e) =>
        Math.min(grid.max, Math.max(grid.min, Math.round(e / grid.step) * grid.step)),
      );
      const empty = new Float64Array(0);
      const together = roundRows(exact, nearest, grid, {
        rows,
        moments: [moments],
        mean: empty,
        variance: empty,
      });
      expect(cost(together)).toBeLessThanOrEqual(cost(nearest) + 1e-6);
    }
  });
});

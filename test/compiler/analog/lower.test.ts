import { describe, expect, it } from 'vitest';
import { chargeExcess, logDomainRate } from '../../../compiler/analog/log-domain.ts';
import { checkImage } from '../../../compiler/check-image.ts';
import { dacCurrentA, nearestCurrentCode } from '../../../src/analog/codes.ts';
import { createDecoder } from '../../../src/analog/decode.ts';
import { ANALOG_REGISTER_NAMES, type AnalogRegisters } from '../../../src/model/analog.ts';
import type { Network, Population, Registers } from '../../../src/model/network.ts';
import { valueAt } from '../../../src/model/network.ts';
import { decodeImage } from '../../../src/program-file/decode.ts';
import { encodeImage } from '../../../src/program-file/encode.ts';
import { createRng } from '../../../src/support/rng.ts';
import { eventsOf } from '../../properties/small-network.ts';
import { runFreely } from '../../support/analog-image.ts';
import { analogChip, analogCoreOf, compileAnalog, otaOf } from './analog-chips.ts';
import { LIF, layered, population } from './lif-network.ts';

/** The neuron of the ngspice runs, 1 pF alone: 50 pA of leak are a time constant of 1.478 ms at 300.15 K, kappa 0.7. */
const PICOFARAD = analogChip('analog-ota-180nm-ideal', (core) => {
  otaOf(core).capacitorsF = [otaOf(core).capacitorsF[2]!];
});
const SATURATION_V = (2 * 1.380649e-23 * 300.15) / (0.7 * 1.602176634e-19);

function oneNeuron(
  parameters: Population['parameters'],
  weights: readonly number[],
  bias = 0,
): Network {
  return {
    name: 'one',
    units: 'si',
    populations: [
      population('in', weights.length, { model: 'input' }),
      population('neuron', 1, parameters, bias),
    ],
    projections: [
      {
        name: 'in->neuron',
        pre: 0,
        post: 1,
        delayS: 0,
        stages: [
          {
            kind: 'dense',
            preSize: weights.length,
            postSize: 1,
            weights: Float64Array.from(weights),
          },
        ],
      },
    ],
    outputs: [1],
    assumptions: [],
  };
}

function registersAt(registers: Registers, neuron: number): AnalogRegisters {
  return Object.fromEntries(
    ANALOG_REGISTER_NAMES.map((name) => [name, valueAt(registers[name] ?? 0, neuron)]),
  ) as unknown as AnalogRegisters;
}

describe('lowering one neuron in volts', () => {
  // tau dv/dt = -v + r w S: a spike of weight w in a step of 1 ms adds w dt / tau.
  const tauS = (1e-12 * SATURATION_V) / 50e-12;
  const parameters = { ...LIF, tauS, vThreshold: 0.15 } as const;
  const { quantNet, image, analog } = compileAnalog(
    oneNeuron(parameters, [0.0148, -0.0074, 0.0037]),
    PICOFARAD,
    { timeScale: 'real' },
  );
  const registers = quantNet.populations[1]!.registers!;

  it('takes the threshold code of 0.75 V for 0.15 V above the reset of 0.6 V', () => {
    expect(registers.threshold).toBe(130);
    expect(quantNet.populations[1]!.scale).toBeCloseTo(1, 9);
    // v = V - 0.6 V.
    expect(quantNet.populations[1]!.offset).toBeCloseTo(-0.6, 9);
  });

  it('takes the leak code of 50 pA for 1.478 ms: 1023 ln(10) / ln(1000) = 341', () => {
    expect(tauS).toBeCloseTo(1.478e-3, 6);
    expect(registers.leak).toBe(341);
  });

  it('takes weight codes whose charge moves 1 pF by w dt / tau', () => {
    const { unit } = analogCoreOf(PICOFARAD).synapse;
    const unitC = dacCurrentA(unit, valueAt(registers.unit ?? 0, 0)) * 1e-5;
    const codes = quantNet.projections[0]!.connectivity.weights as Int16Array;
    [0.0148, -0.0074, 0.0037].forEach((weight, k) => {
      const chargeC = 1e-12 * weight * (1e-3 / tauS);
      expect(codes[k]).toBe(Math.sign(chargeC) * Math.round(Math.abs(chargeC) / unitC));
      expect(Math.abs(codes[k]! * unitC - chargeC)).toBeLessThanOrEqual(unitC / 2);
    });
  });

  it('finds the unit current of the least squared error among those that hold the largest weight', () => {
    const { unit } = analogCoreOf(PICOFARAD).synapse;
    const charges = [0.0148, -0.0074, 0.0037].map((weight) => 1e-12 * weight * (1e-3 / tauS));
    const errorOfCode = (code: number): number => {
      const unitC = dacCurrentA(unit, code) * 1e-5;
      // Up to twice the least, where half the codes lie idle.
      if (31.5 * unitC < charges[0]! || 31.5 * unitC > 1.99 * charges[0]!) return Infinity;
      return charges.reduce(
        (sum, charge) => sum + (Math.round(charge / unitC) * unitC - charge) ** 2,
        0,
      );
    };
    const errors = Array.from({ length: 1024 }, (_, code) => errorOfCode(code));
    expect(errorOfCode(registers.unit as number)).toBeLessThanOrEqual(
      Math.min(...errors) * (1 + 1e-9),
    );
  });

  it('keeps time, says so in the header, and leaves a legal image that reads back', () => {
    expect(image.header.analog).toEqual({ timeScale: 1 });
    expect(image.header.arithmetic).toBe('analog');
    expect(image.header.depth).toBe(0);
    expect(checkImage(image)).toEqual([]);
    expect(decodeImage(encodeImage(image), 'one.loom').header.analog).toEqual({ timeScale: 1 });
    const text = analog!.quantNet.assumptions.map((each) => each.text).join('\n');
    expect(text).toContain("the network's volts are kept");
  });

  it('turns a bias b into the current C b / tau', () => {
    const driven = compileAnalog(oneNeuron(parameters, [0.01], 0.1), PICOFARAD, {
      timeScale: 'real',
    });
    // 1 pF x 0.1 V / 1.478 ms = 67.7 pA; the converter's steps are 1 pA.
    expect(driven.quantNet.populations[1]!.registers!.input).toBe(68);
  });

  it('shifts a rest that is not the reset into the constant input', () => {
    const shifted = { ...parameters, vLeak: 0.05 } as const;
    const { quantNet: net } = compileAnalog(oneNeuron(shifted, [0.01]), PICOFARAD, {
      timeScale: 'real',
    });
    // 1 pF x 0.05 V / 1.478 ms = 33.8 pA.
    expect(net.populations[1]!.registers!.input).toBe(34);
  });
});

describe('lowered networks decode to what was asked', () => {
  const rng = createRng('lowering');
  const cases = Array.from({ length: 12 }, (_, k) => ({
    name: ['analog-ota-180nm', 'analog-ota-180nm-ideal', 'analog-ota-3d', 'dynapse-like'][k % 4]!,
    tauS: 0.005 * 10 ** rng.next(),
    vThreshold: 0.5 + rng.next(),
    largest: 1 + 4 * rng.next(),
    bias: rng.next() < 0.5 ? 0 : rng.next(),
    timeScale: k % 3 === 0 ? (10 as const) : ('auto' as const),
  }));

  it.each(cases)('within half a code: $name, tau $tauS s, time scale $timeScale', (drawn) => {
    const profile = analogChip(drawn.name);
    const core = analogCoreOf(profile);
    const parameters = { ...LIF, tauS: drawn.tauS, vThreshold: drawn.vThreshold };
    const plain = layered([20, 12, 5], drawn.largest, [parameters, parameters]);
    const network = {
      ...plain,
      populations: plain.populations.map((each, p) =>
        p === 0 ? each : { ...each, bias: drawn.bias },
      ),
    };
    const { analog, quantNet, image } = compileAnalog(network, profile, {
      timeScale: drawn.timeScale,
    });
    expect(checkImage(image)).toEqual([]);
    const decode = createDecoder(core, { temperatureK: null, chip: null });
    for (const circuit of analog!.lowering.circuits) {
      const { candidate, demand, timeScale, kickA } = circuit;
      const decoded = decode(registersAt(quantNet.populations[demand.index]!.registers!, 0), 0);
      const membrane = decoded.circuit!.membrane;
      const targets = candidate.targets(timeScale);
      const leakA = valueAt(targets.leakA, 0);
      const madeA =
        membrane.kind === 'ota' ? membrane.biasA : membrane.kind === 'dpi' ? membrane.leakA : 0;
      expect(madeA).toBe(nearestCurrentCode(core.neuron.leak, leakA).value);
      // Steps of the converters are below 1 %, so half of one is within it.
      expect(Math.abs(madeA / leakA - 1)).toBeLessThan(0.01);
      expect(decoded.capacitanceF).toBeCloseTo(candidate.capacitanceF, 18);
      const top =
        membrane.kind === 'ota'
          ? membrane.thresholdV - membrane.resetV
          : membrane.kind === 'dpi'
            ? membrane.thresholdA - membrane.resetA
            : 0;
      expect(top).toBeCloseTo(candidate.swing, 12);
      const projection = quantNet.projections.find(({ post }) => post === demand.index)!;
      const codes = projection.connectivity.weights as Int16Array;
      const kicks = demand.kicks[0]!.map.weights as Float64Array;
      const halfStepA = decoded.weightA(1) / 2;
      codes.forEach((code, at) => {
        const wantedA = kicks[at]! * kickA;
        expect(Math.abs(decoded.weightA(code) - wantedA)).toBeLessThanOrEqual(
          halfStepA * (1 + 1e-9),
        );
      });
    }
  });
});

describe('thresholds and time constants that differ between neurons', () => {
  const profile = analogChip('analog-ota-180nm');
  const base = layered([6, 4], 2);
  const withParameters = (parameters: Population['parameters']): Network => ({
    ...base,
    populations: [base.populations[0]!, { ...base.populations[1]!, parameters }],
  });

  it('are thresholds folded into the weights of each neuron', () => {
    const even = compileAnalog(withParameters({ ...LIF, vThreshold: 1 }), profile);
    const mixed = compileAnalog(
      withParameters({ ...LIF, vThreshold: Float64Array.of(1, 2, 1, 2) }),
      profile,
    );
    const kicksOf = (compilation: typeof even): Float64Array =>
      compilation.analog!.lowering.circuits[0]!.demand.kicks[0]!.map.weights as Float64Array;
    const [plain, scaled] = [kicksOf(even), kicksOf(mixed)];
    plain.forEach((kick, at) => {
      expect(scaled[at]).toBeCloseTo(kick / (Math.floor(at / 6) % 2 === 0 ? 1 : 2), 12);
    });
    expect(typeof mixed.quantNet.populations[1]!.registers!.threshold).toBe('number');
  });

  it('are leak codes of each neuron, and neurons of equal codes share cores within the tables', () => {
    const tauS = Float64Array.of(0.01, 0.02, 0.03, 0.04);
    const { quantNet, image } = compileAnalog(withParameters({ ...LIF, tauS }), profile);
    const leak = quantNet.populations[1]!.registers!.leak as Int32Array;
    expect([...leak]).toEqual([...leak].sort((a, b) => b - a));
    expect(new Set(leak).size).toBe(4);
    expect(checkImage(image)).toEqual([]);
  });
});

describe('readouts', () => {
  it('have their threshold beyond what one spike a step and source can reach', () => {
    const profile = analogChip('analog-ota-180nm');
    const readout = { model: 'li' as const, tauS: 0.02, r: 1, vLeak: 0 };
    const { quantNet, analog } = compileAnalog(layered([8, 6, 3], 3, [LIF, readout]), profile);
    const { demand, candidate } = analog!.lowering.circuits[1]!;
    expect(quantNet.populations[2]!.spiking).toBe(false);
    const weights = demand.kicks[0]!.map.weights as Float64Array;
    // Of each neuron the sum of its positive kicks, every step: at most 1 in the population's own unit.
    for (let post = 0; post < 3; post++) {
      let sum = 0;
      for (let pre = 0; pre < 6; pre++) sum += Math.max(0, weights[post * 6 + pre]!);
      expect(sum / (1e-3 / 0.02)).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(candidate.threshold).toBe(255);
    expect(candidate.swing).toBeLessThan(0.275 / 1.2);
  });
});

describe('exponential synapses', () => {
  const cuba = {
    model: 'cuba-lif' as const,
    tauSynS: 0.005,
    tauMemS: 0.02,
    r: 1,
    vLeak: 0,
    wIn: 1,
    vThreshold: 1,
    vReset: 0,
  };

  it('keep their time constant where the chip has them', () => {
    const { analog } = compileAnalog(layered([8, 6], 20, [cuba]), analogChip('dynapse-like'));
    const statement = analog!.statements[0]!.statements.find(
      ({ quantity }) => quantity === 'synapse: tau',
    )!;
    expect(statement.wanted).toBe(0.005);
    expect(Math.abs(statement.error!)).toBeLessThan(0.003);
  });

  it('become packets of the same charge where it has none, the difference stated', () => {
    const short = { ...cuba, tauSynS: 0.002 };
    const { quantNet, analog } = compileAnalog(
      layered([8, 6], 20, [short]),
      analogChip('analog-ota-180nm'),
    );
    // (0.1)^(0.1 / 0.9) = 0.774, one over it 1.29.
    expect(quantNet.assumptions.find(({ code }) => code === 'A_ANALOG_SYNAPSE')!.text).toContain(
      '29.2 %',
    );
    // All that a spike of weight 1 brings: wIn r dt / tauMem.
    const kick = (analog!.lowering.circuits[0]!.demand.kicks[0]!.map.weights as Float64Array)[0]!;
    const weights = layered([8, 6], 20).projections[0]!.stages[0]! as { weights: Float64Array };
    expect(kick / weights.weights[0]!).toBeCloseTo(1e-3 / 0.02, 12);
  });
});

describe('log-domain neurons', () => {
  const rateOf = (drive: number): number => {
    const network = { ...oneNeuron(LIF, [0.1], drive), units: 'dimensionless' as const };
    const { analog } = compileAnalog(network, analogChip('dynapse-like'));
    const rows = analog!.statements[0]!.statements;
    return rows.find(({ quantity }) => quantity.startsWith('log domain: rate by constant'))!.made;
  };

  it('state how much slower than its line a constant input makes them fire', () => {
    const network = { ...oneNeuron(LIF, [0.1], 2), units: 'dimensionless' as const };
    const { image, analog } = compileAnalog(network, analogChip('dynapse-like'));
    const [trace] = runFreely(image, [eventsOf([])], { steps: 400, timing: 'none' });
    const timesS = Array.from(trace!.spikes!.timesPs!, (ps) => ps / 1e12);
    const { statements } = analog!.statements[0]!;
    const pauseS = statements.find(({ quantity }) => quantity === 'pause after a spike')!.made;
    const intervalS = (timesS.at(-1)! - timesS[0]!) / (timesS.length - 1) - pauseS;
    // v rises to 2: ln 2 time constants to 1.
    const linearS = (0.02 * Math.log(2)) / image.header.analog!.timeScale;
    expect(timesS.length).toBeGreaterThan(5);
    // Converters of leak and input are off by half a step each.
    expect(linearS / intervalS / rateOf(2)).toBeCloseTo(1, 2);
    expect(rateOf(2)).toBeLessThan(1);
    expect(rateOf(20)).toBeLessThan(rateOf(2));
  });

  it('are as fast as without a log domain where weights make up for it and nothing leaks', () => {
    const swing = { footA: 1e-12, swingA: 1e-9, gainA: 1e-10 };
    expect(logDomainRate(swing, Infinity, 1 + chargeExcess(swing))).toBe(1);
    expect(logDomainRate(swing, 1e6, 1 + chargeExcess(swing))).toBeCloseTo(1, 4);
    expect(logDomainRate(swing, 0.9, 2)).toBeNull();
  });
});

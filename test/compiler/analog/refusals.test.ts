import { describe, expect, it } from 'vitest';
import { checkImage } from '../../../compiler/check-image.ts';
import type { Network, NeuronParameters } from '../../../src/model/network.ts';
import type { ProgramImage } from '../../../src/model/program.ts';
import type { CompileError } from '../../../src/support/errors.ts';
import { analogChip, compileAnalog, errorOf, otaOf } from './analog-chips.ts';
import { LIF, layered } from './lif-network.ts';

const OTA = analogChip('analog-ota-180nm');
const CUBA: Extract<NeuronParameters, { model: 'cuba-lif' }> = {
  model: 'cuba-lif',
  tauSynS: 0.02,
  tauMemS: 0.02,
  r: 1,
  vLeak: 0,
  wIn: 1,
  vThreshold: 1,
  vReset: 0,
};

function refusal(parameters: NeuronParameters, profile = OTA): string {
  return errorOf(() => compileAnalog(layered([4, 3], 1, [parameters]), profile));
}

describe('what analog cores refuse', () => {
  it('models that a circuit cannot be', () => {
    const all = analogChip('analog-ota-180nm', (core) => {
      core.neuronModels[0]!.runs = ['lif', 'readout', 'i', 'threshold', 'registers'];
    });
    expect(refusal({ model: 'readout' }, all)).toContain(
      'E_MODEL: population "p1" is a readout, which no circuit of core type "neuro" can be: its value is the input of one step',
    );
    expect(refusal({ model: 'i', r: 1 }, all)).toContain('it integrates without end');
    expect(refusal({ model: 'threshold', threshold: 1 }, all)).toContain('it compares the input');
    expect(refusal({ model: 'readout' })).toContain('E_MODEL: population "p1" has model "readout"');
  });

  it('a reset by subtraction, a lower clamp', () => {
    const network = layered([4, 3], 1);
    expect(errorOf(() => compileAnalog(network, OTA, {}, { reset: 'subtract' }))).toContain(
      'E_RESET: population "p1" asks for reset "subtract"',
    );
    expect(errorOf(() => compileAnalog(network, OTA, {}, { vMin: 0 }))).toContain('E_CLAMP');
  });

  it('a threshold that is not above the reset', () => {
    expect(refusal({ ...LIF, vThreshold: 0 })).toContain(
      'E_THRESHOLD: neuron 0 of population "p1" has its threshold at 0 and its reset at 0',
    );
    expect(refusal({ ...LIF, vThreshold: Float64Array.of(1, -1, 1) })).toContain('neuron 1');
    expect(refusal({ ...LIF, vThreshold: Infinity })).toContain('E_THRESHOLD');
  });

  it('time constants and inputs without meaning, and inputs beyond the converter', () => {
    expect(refusal({ ...LIF, tauS: 0 })).toContain('E_TAU: neuron 0 of population "p1"');
    expect(refusal({ ...LIF, tauS: Float64Array.of(0.02, Number.NaN, 0.02) })).toContain(
      'neuron 1',
    );
    const plain = layered([4, 3], 1);
    const driven = (bias: number): string =>
      errorOf(() => {
        const populations = plain.populations.map((each, p) =>
          p === 0 ? each : { ...each, bias },
        );
        return compileAnalog({ ...plain, populations }, OTA);
      });
    expect(driven(Infinity)).toContain('E_BIAS: neuron 0 of population "p1"');
    expect(driven(1e9)).toMatch(
      /^E_TIME_SCALE: no time scale suits population "p1": its leak needs [\d.]+ or more, its input [\d.e-]+ or less/,
    );
  });

  it('slow synapses on a chip of packets, and mixed ones', () => {
    expect(refusal(CUBA)).toBe(
      "E_SYNAPSE: population \"p1\" (cuba-lif) has synapses that decay in 0.02 s beside membranes of 0.02 s; the chip's synapses bring their charge at once, and would peak at 2.72 times the network's potential. Choose a chip with exponential synapses, use lif, or shorten the synapses below half the membrane's time constant.",
    );
    const mixed = { ...CUBA, tauSynS: Float64Array.of(0.001, 0.002, 0.001) };
    expect(refusal(mixed)).toContain(
      'E_TAU: population "p1" has neurons with synapses of 0.001 s and of 0.002 s',
    );
  });

  it('delays', () => {
    const plain = layered([4, 3], 1);
    const late: Network = {
      ...plain,
      projections: plain.projections.map((each) => ({ ...each, delayS: 0.002 })),
    };
    expect(errorOf(() => compileAnalog(late, OTA))).toContain(
      'E_DELAY: projection "p0-p1" from "p0" has a delay of 0.002 s',
    );
  });

  it('weights beyond the largest unit current with every threshold and capacitor', () => {
    const strong = layered([4, 3], 1e6);
    expect(errorOf(() => compileAnalog(strong, OTA))).toMatch(
      /^E_WEIGHT_RANGE: population "p1": one spike over its largest weight moves the membrane by \d+ times the way from reset to threshold, .* with any threshold and capacitor\./,
    );
    expect(
      errorOf(() => compileAnalog(layered([4, 3], 1e30), analogChip('dynapse-like'))),
    ).toContain('with any threshold and gain.');
  });

  it('a membrane that only vias would give a capacitance', () => {
    const bare = analogChip('analog-ota-3d', (core) => {
      otaOf(core).capacitorsF = [otaOf(core).capacitorsF[0]!];
      otaOf(core).parasiticF = { ...otaOf(core).parasiticF, value: 0 };
    });
    expect(errorOf(() => compileAnalog(layered([4, 3], 1), bare))).toContain(
      'E_ANALOG_CAPACITANCE: every capacitor of the core is 0 F',
    );
  });

  it('no weight for being too small: it becomes 0, which is stated', () => {
    const { analog } = compileAnalog(layered([4, 3], 1e-200), OTA);
    const { statements } = analog!.statements[0]!;
    const largest = statements.find(({ quantity }) => quantity === 'largest weight: charge');
    expect(largest).toMatchObject({ made: 0, error: -1 });
  });

  it('what only digital cores have', () => {
    const network = layered([4, 3], 1);
    expect(errorOf(() => compileAnalog(network, OTA, {}, { calibration: 'mse' }))).toContain(
      'E_USAGE: --calibrate and --calibration: cores of analog-ota-180nm are analog',
    );
    expect(errorOf(() => compileAnalog(network, OTA, {}, { splitNeurons: true }))).toContain(
      'E_USAGE: --split-neurons',
    );
    expect(errorOf(() => compileAnalog(network, OTA, {}, { emulateReset: true }))).toContain(
      'E_USAGE: --emulate-reset: cores of analog-ota-180nm are analog; a spike holds the membrane',
    );
    expect(errorOf(() => compileAnalog(network, OTA, {}, { weightBits: 1 }))).toContain(
      'E_WEIGHT_BITS',
    );
  });

  it('more inputs than a core has axons, without offering to cut neurons', () => {
    const message = errorOf(() => compileAnalog(layered([1100, 1], 1), OTA));
    expect(message).toMatch(/^E_FANIN: population "p1" .* Prune 76 inputs of each/);
    expect(message).not.toContain('--split-neurons');
  });

  it('more synapses than a neuron has words for, before any partition', () => {
    const wide = layered([100, 3], 1);
    expect(errorOf(() => compileAnalog(wide, analogChip('dynapse-like')))).toMatch(
      /^E_FAN_IN: population "p1" cannot fit core type "neuro": its neuron \d has \d+ incoming synapses, a neuron there holds 64 \(\+\d+, \d+% over\); so it is with 3 of its 3 neurons\./,
    );
    expect(errorOf(() => compileAnalog(layered([60, 3], 1), analogChip('dynapse-like')))).toBe(
      'no error',
    );
    let diagnosis: unknown;
    try {
      compileAnalog(wide, analogChip('dynapse-like'));
    } catch (error) {
      ({ diagnosis } = (error as CompileError).data);
    }
    expect(diagnosis).toMatchObject({
      element: expect.stringMatching(/^population "p1", neuron \d \(and 2 more of 3\)$/),
      ...{ resource: 'fanIn', available: 64, impossible: true, bound: null },
    });
  });
});

describe('what a check of an analog image finds', () => {
  const { image } = compileAnalog(layered([20, 8], 1), analogChip('analog-ota-3d'));
  const codesOf = (changed: ProgramImage): string[] => checkImage(changed).map(({ code }) => code);
  const withRegisters = (registers: Readonly<Record<string, number>>): ProgramImage => ({
    ...image,
    cores: image.cores.map((core) => ({
      ...core,
      slices: core.slices.map((slice) => ({
        ...slice,
        registers: { ...slice.registers, ...registers },
      })),
    })),
  });

  it('nothing in one that was just made', () => {
    expect(codesOf(image)).toEqual([]);
  });

  it('a code beyond its converter', () => {
    expect(codesOf(withRegisters({ threshold: 256 }))).toContain('E_REGISTER');
    expect(codesOf(withRegisters({ gain: 1 }))).toContain('E_REGISTER');
  });

  it('a tier on which the core does not stand', () => {
    expect(codesOf(withRegisters({ tier: 3 }))).toContain('E_TIER');
  });

  it('a header without a time scale', () => {
    const { analog: _, ...header } = image.header;
    expect(codesOf({ ...image, header })).toEqual(['E_TIME_SCALE']);
  });

  it('a weight code beyond its bits', () => {
    const cores = structuredClone(image.cores) as ProgramImage['cores'];
    const block = cores[0]!.blocks[0]!;
    if (block.kind === 'sparse') block.words[0] = (32 << 22) | (block.words[0]! & 0x3fffff);
    else block.weights[0] = 32;
    expect(codesOf({ ...image, cores })).toContain('E_WEIGHT');
  });

  it('more synapses than a neuron holds', () => {
    const profile = structuredClone(image.header.profile);
    const fanIn = { value: 10, source: 'a test', basis: 'assumed' as const };
    const limits = { ...profile.coreTypes[0]!.limits, fanIn };
    const coreTypes = [{ ...profile.coreTypes[0]!, limits }];
    const header = { ...image.header, profile: { ...profile, coreTypes } };
    expect(codesOf({ ...image, header })).toContain('E_FAN_IN');
  });
});

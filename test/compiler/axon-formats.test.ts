import { describe, expect, it } from 'vitest';
import type { PortShape, SharedSources } from '../../compiler/axon-formats.ts';
import { choosePortFormats } from '../../compiler/axon-formats.ts';
import { checkImage } from '../../compiler/check-image.ts';
import type { Conv, Network } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import { checkCases } from '../properties/draw.ts';
import { randomNetwork } from '../properties/random-network.ts';
import { randomPartition } from '../properties/random-partition.ts';
import { compileOn, LOIHI, withLimits, withRoomyTables } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const FORMATS = LOIHI.coreTypes[0]!.axonFormats!;
const NO_LIMIT = 1e9;

function portOf(shared: Partial<SharedSources> | null, over: Partial<PortShape> = {}): PortShape {
  const whole = {
    positionsAll: 64,
    positions: 64,
    atoms: 8,
    baseMax: 100,
    baseDivisor: 4,
    ...shared,
  };
  return {
    sources: whole.positions * whole.atoms,
    learningAxons: 0,
    fromHost: false,
    shared: shared === null ? null : whole,
    slotBegin: 0,
    ...over,
  };
}

function formatOf(port: PortShape, inputAxonsMax = NO_LIMIT): string {
  return FORMATS[choosePortFormats([port], FORMATS, inputAxonsMax)[0]!.format]!.name;
}

describe('the format of a port', () => {
  it('is discrete for lists of any kind', () => {
    expect(formatOf(portOf(null))).toBe('discrete');
  });

  it('is pop16 where it can be: no more output axons, and an input axon a position', () => {
    const [choice] = choosePortFormats([portOf({})], FORMATS, NO_LIMIT);
    expect(choice).toEqual({ format: 1, inputAxons: 64, outputAxons: 1 });
  });

  it('is discrete where one channel gives nothing to share', () => {
    expect(formatOf(portOf({ atoms: 1 }))).toBe('discrete');
  });

  it('is not pop16 past its base, off its grid or past its indices', () => {
    expect(formatOf(portOf({ baseMax: 255 }))).toBe('pop16');
    expect(formatOf(portOf({ baseMax: 256 }))).toBe('discrete');
    expect(formatOf(portOf({}, { slotBegin: 156 }))).toBe('discrete');
    expect(formatOf(portOf({}, { slotBegin: 2 }))).toBe('discrete');
    expect(formatOf(portOf({ baseDivisor: 6 }))).toBe('discrete');
    // 32 channels are 5 bits, free; 33 take one of the 10 index bits, so 512 axons are left.
    expect(formatOf(portOf({ positions: 1024, atoms: 32 }))).toBe('pop16');
    expect(formatOf(portOf({ positions: 1025, atoms: 32 }))).toBe('discrete');
    expect(formatOf(portOf({ positions: 512, atoms: 33 }))).toBe('pop16');
    expect(formatOf(portOf({ positions: 513, atoms: 33 }))).toBe('discrete');
    expect(formatOf(portOf({ positions: 64, atoms: 512 }))).toBe('pop16');
    expect(formatOf(portOf({ positions: 64, atoms: 513 }))).toBe('discrete');
  });

  it('shares indices with the ports before it', () => {
    const port = portOf({ positions: 600 });
    const choices = choosePortFormats([port, port], FORMATS, NO_LIMIT);
    expect(choices.map(({ format }) => FORMATS[format]!.name)).toEqual(['pop16', 'discrete']);
  });

  it('is pop32 where the core has too few input axons otherwise', () => {
    const port = portOf({ baseDivisor: 1 });
    expect(formatOf(port, 512)).toBe('discrete');
    expect(formatOf(port, 511)).toBe('pop32');
  });

  it('is pop32 from the host, which pays no output axons', () => {
    expect(formatOf(portOf({}, { fromHost: true }))).toBe('pop32');
  });

  it('is discrete where synapses learn', () => {
    expect(formatOf(portOf({}, { learningAxons: 4 }))).toBe('discrete');
  });
});

function convOf(
  inputShape: readonly [number, number, number],
  channels: number,
  kernel: number,
  groups = 1,
): Conv<Float64Array> {
  const [inputChannels, height, width] = inputShape;
  const count = channels * (inputChannels / groups) * kernel * kernel;
  return {
    kind: 'conv',
    inputShape,
    inputExtent: [height, width],
    outputShape: [channels, height - kernel + 1, width - kernel + 1],
    kernel: [kernel, kernel],
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    groups,
    weights: Float64Array.from({ length: count }, (_, k) => 0.1 + (k % 7) / 10),
  };
}

/** A hidden layer of `inputShape`, one to one with the input, and convolutions or dense maps of it. */
function convNetwork(
  inputShape: readonly [number, number, number],
  conv: Conv<Float64Array>,
  denseSize = 0,
): Network {
  const size = inputShape[0] * inputShape[1] * inputShape[2];
  const outSize = conv.outputShape[0] * conv.outputShape[1] * conv.outputShape[2];
  const populations = [
    inputOf('in', ...inputShape),
    { ...ifOf('hidden', size), shape: inputShape },
    { ...ifOf('conv', outSize), shape: conv.outputShape },
  ];
  const projections = [
    { pre: 'in', post: 'hidden', stages: [{ kind: 'one-to-one' as const, size, weights: 1 }] },
    { pre: 'hidden', post: 'conv', stages: [conv] },
  ];
  if (denseSize === 0) return networkOf(populations, projections);
  return networkOf(
    [...populations, ifOf('dense', denseSize)],
    [...projections, { pre: 'hidden', post: 'dense', stages: [denseOf(size, denseSize, 0.1)] }],
  );
}

const portsOf = ({ cores, header }: ProgramImage): string[] =>
  cores.flatMap(({ ports }) =>
    ports.map(({ population, format }) => `${header.populations[population]!.name} ${format}`),
  );

describe('axons of a mapped convolution', () => {
  it('are shared by the channels of a position at both ends', () => {
    const { image } = compileOn(
      withLimits(LOIHI, { compartments: 520 }),
      convNetwork([8, 8, 8], convOf([8, 8, 8], 4, 3)),
      { partitioner: 'structured' },
    );
    expect(checkImage(image)).toEqual([]);
    expect(portsOf(image).sort()).toEqual(['hidden pop16', 'in discrete']);
    const byPopulation = (population: number) =>
      image.cores.find(({ slices }) => slices[0]!.population === population)!.use;
    // 512 sources of the kernel stand at 64 positions; the packets stay one a neuron.
    expect(byPopulation(2)).toMatchObject({ inputAxons: 64, outputAxons: 0 });
    expect(byPopulation(1)).toMatchObject({ inputAxons: 512, outputAxons: 64 });
    expect(image.cores.reduce((sum, { routeCores }) => sum + routeCores.length, 0)).toBe(512);
  });

  it('are pop32 where that takes fewer output axons than discrete ones', () => {
    // Three channels out: bases are no multiples of four.
    const { image } = compileOn(
      withLimits(LOIHI, { compartments: 520 }),
      convNetwork([8, 8, 8], convOf([8, 8, 8], 3, 3)),
      { partitioner: 'structured' },
    );
    expect(checkImage(image)).toEqual([]);
    expect(portsOf(image)).toContain('hidden pop32');
    expect(image.cores.map(({ use }) => use.outputAxons).sort()).toEqual([0, 128]);
  });

  it('are not shared by neurons that have a discrete way too', () => {
    const { image } = compileOn(
      withLimits(LOIHI, { compartments: 520 }),
      convNetwork([8, 8, 8], convOf([8, 8, 8], 4, 3), 300),
    );
    expect(checkImage(image)).toEqual([]);
    const outputs = image.cores.reduce((sum, { use }) => sum + use.outputAxons, 0);
    expect(outputs).toBe(image.cores.reduce((sum, { routeCores }) => sum + routeCores.length, 0));
  });

  it('are discrete where groups give the channels of a position other targets', () => {
    const { image } = compileOn(LOIHI, convNetwork([8, 6, 6], convOf([8, 6, 6], 8, 3, 8)));
    expect(checkImage(image)).toEqual([]);
    expect(portsOf(image).every((port) => port.endsWith('discrete'))).toBe(true);
  });

  it('let a neuron see more sources than a core has input axons', () => {
    const network = networkOf(
      [inputOf('in', 256, 5, 5), { ...ifOf('out', 4), shape: [4, 1, 1] }],
      [{ pre: 'in', post: 'out', stages: [convOf([256, 5, 5], 4, 5)] }],
    );
    const { image } = compileOn(LOIHI, network);
    expect(checkImage(image)).toEqual([]);
    expect(image.cores[0]!.axonSources).toHaveLength(6400);
    expect(image.cores[0]!.use.inputAxons).toBe(25);
    const [core] = LOIHI.coreTypes;
    const discrete = { ...LOIHI, coreTypes: [{ ...core!, axonFormats: FORMATS.slice(0, 1) }] };
    expect(() => compileOn(discrete, network)).toThrow(
      expect.objectContaining({ code: 'E_FANIN' }),
    );
  });

  it('never take more of either table than discrete ones', () => {
    const profile = withRoomyTables(LOIHI);
    const [core] = profile.coreTypes;
    const discrete = { ...profile, coreTypes: [{ ...core!, axonFormats: FORMATS.slice(0, 1) }] };
    let fewer = 0;
    checkCases(150, (draw) => {
      const network = randomNetwork(draw, 'real');
      const { quantNet } = compileOn(profile, network);
      const partition = randomPartition(draw, quantNet);
      const { image } = compileOn(profile, network, { partition });
      expect(checkImage(image)).toEqual([]);
      compileOn(discrete, network, { partition }).image.cores.forEach(({ use }, c) => {
        const own = image.cores[c]!.use;
        expect(own.inputAxons).toBeLessThanOrEqual(use.inputAxons);
        expect(own.outputAxons).toBeLessThanOrEqual(use.outputAxons);
        if (own.inputAxons < use.inputAxons) fewer++;
      });
    });
    expect(fewer).toBeGreaterThan(0);
  });
});

describe('checkImage', () => {
  const mapped = (): ProgramImage =>
    compileOn(
      withLimits(LOIHI, { compartments: 520 }),
      convNetwork([8, 8, 8], convOf([8, 8, 8], 3, 3)),
      { partitioner: 'structured' },
    ).image;

  it('finds a format whose conditions do not hold', () => {
    const image = mapped();
    const cores = image.cores.map((core) => ({
      ...core,
      ports: core.ports.map((port) => ({
        ...port,
        format: port.format === 'pop32' ? 'pop16' : port.format,
      })),
    }));
    const found = checkImage({ ...image, cores });
    expect(found.find(({ code }) => code === 'E_AXON_FORMAT')?.text).toMatch(
      /^core \d+: the axons of population 1 are pop16: a list begins at compartment 3, not a multiple of 4\.$/,
    );
    // Half the output axons of pop32 were booked twice.
    expect(found.some(({ code }) => code === 'E_USE')).toBe(true);
  });
});

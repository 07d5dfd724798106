import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import type { CoreProgram, ProgramImage } from '../../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../../src/model/program.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawOne } from './draw.ts';
import { randomNetwork } from './random-network.ts';
import { randomPartition } from './random-partition.ts';
import { compileOn, LOIHI, withRoomyTables } from './run-network.ts';

type Writable<T> = T extends ArrayBufferView
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;

/** Damages the image and returns the codes of which one must be found, or null where it has nothing to damage. */
type Damage = (
  image: Writable<ProgramImage>,
  core: Writable<CoreProgram>,
  draw: Draw,
) => string[] | null;

const DAMAGES: Record<string, Damage> = {
  'two routes swapped': (_, core, draw) => {
    const { routeAxons, routeCores } = core;
    if (routeAxons.length < 2) return null;
    const a = draw(0, routeAxons.length - 2);
    const b = draw(a + 1, routeAxons.length - 1);
    const ownerOf = (k: number) => core.routeOffsets.findIndex((offset) => offset > k);
    if (ownerOf(a) === ownerOf(b)) return null;
    [routeAxons[a], routeAxons[b]] = [routeAxons[b]!, routeAxons[a]!];
    [routeCores[a], routeCores[b]] = [routeCores[b]!, routeCores[a]!];
    return ['E_ROUTE'];
  },
  'a route led to where another of the same neuron ends': (image) => {
    const slotOf = ({ routeOffsets }: Writable<CoreProgram>): number =>
      routeOffsets.findIndex((offset, k) => routeOffsets[k + 1]! > offset + 1);
    const core = image.cores.find((candidate) => slotOf(candidate) >= 0);
    if (!core) return null;
    const slot = slotOf(core);
    const at = core.routeOffsets[slot]!;
    core.routeCores[at] = core.routeCores[at + 1]!;
    core.routeAxons[at] = core.routeAxons[at + 1]!;
    return ['E_AXONS'];
  },
  'a route led to no core': (image, core, draw) => {
    if (core.routeCores.length === 0) return null;
    core.routeCores[draw(0, core.routeCores.length - 1)] = image.cores.length;
    return ['E_ROUTE'];
  },
  'an input led astray': (image, _, draw) => {
    const input = image.inputs.find(({ axons }) => axons.length > 0);
    if (!input) return null;
    input.axons[draw(0, input.axons.length - 1)]! += 1;
    return ['E_ROUTE'];
  },
  'a weight off its grid': (_, core, draw) => {
    const block = core.blocks.find((candidate) => {
      const { signMode, weightBits } = core.groups[candidate.group]!;
      const coarse = weightBits < (signMode === 'mixed' ? 9 : 8);
      const words = candidate.kind === 'sparse' ? candidate.words : candidate.weights;
      return coarse && words.length > 0;
    });
    if (!block) return null;
    if (block.kind === 'sparse')
      block.words[draw(0, block.words.length - 1)]! += 1 << SPARSE_SLOT_BITS;
    else block.weights[draw(0, block.weights.length - 1)]! += 1;
    return ['E_WEIGHT'];
  },
  'a weight of the wrong sign': (_, core, draw) => {
    const block = core.blocks.find((candidate) => {
      const words = candidate.kind === 'sparse' ? candidate.words : candidate.weights;
      return core.groups[candidate.group]!.signMode === 'excitatory' && words.length > 0;
    });
    if (!block) return null;
    if (block.kind === 'sparse')
      block.words[draw(0, block.words.length - 1)]! |= -1 << SPARSE_SLOT_BITS;
    else block.weights[draw(0, block.weights.length - 1)] = -256;
    return ['E_WEIGHT'];
  },
  'a weight exponent too large': (_, core) => {
    const [group] = core.groups;
    if (!group) return null;
    group.weightExp = 8;
    return ['E_WEIGHT'];
  },
  'a delay too long': (_, core) => {
    const [group] = core.groups;
    if (!group) return null;
    group.delaySteps = 63;
    return ['E_DELAY'];
  },
  'a neuron dropped': (image, core, draw) => {
    const slot = draw(0, core.neurons.length - 1);
    const slice = core.slices.find(({ slotEnd }) => slot < slotEnd)!;
    if (image.header.populations[slice.population]!.size === 1) return null;
    core.neurons[slot] = core.neurons[slot] === 0 ? 1 : 0;
    return ['E_SYMBOLS'];
  },
  'a booked use raised': (_, core, draw) => {
    const resource = drawOne(draw, Object.keys(core.use) as (keyof CoreProgram['use'])[]);
    core.use[resource] += draw(1, 100);
    return ['E_USE'];
  },
  'a register past its field': (_, core, draw) => {
    const slice = drawOne(draw, core.slices);
    const count = slice.slotEnd - slice.slotBegin;
    const [name, value] = drawOne(draw, [
      ['du', 4096],
      ['dv', 4097],
      ['vthMant', 131_072],
      ['vthMant', -1],
      ['biasMant', 4096],
      ['biasMant', -4097],
      ['biasExp', 8],
      ['refractorySteps', 64],
    ] as const);
    const values = new Int32Array(count).fill(value);
    slice.registers[name] = draw(0, 1) ? value : values;
    return ['E_REGISTER'];
  },
  'thresholds that are not those that were counted': (_, core) => {
    if (core.use.thresholdProfiles === 1) return null;
    for (const { registers } of core.slices) Object.assign(registers, { vthMant: 9, spikes: 1 });
    return ['E_USE'];
  },
  'axons of an unknown format': (_, core) => {
    if (core.ports.length === 0) return null;
    core.ports[0]!.format = 'pop64';
    return ['E_AXON_FORMAT'];
  },
  'axons that share what they cannot': (_, core) => {
    const dense = core.blocks.find(({ kind }) => kind === 'dense');
    if (!dense) return null;
    core.ports[dense.port]!.format = 'pop32';
    return ['E_AXON_FORMAT'];
  },
  'two programs on one core': (image, core) => {
    const other = image.cores.find((candidate) => candidate !== core);
    if (!other) return null;
    core.core = other.core;
    return ['E_CORE_TWICE'];
  },
  'a core that does not exist': (_, core) => {
    core.core = 128 * 768;
    return ['E_CORE_RANGE'];
  },
  'another number of chips': (image) => {
    image.header.chipsUsed += 1;
    return ['E_CHIPS'];
  },
};

describe('checkImage finds', () => {
  for (const [name, damage] of Object.entries(DAMAGES)) {
    it(name, () => {
      let damaged = 0;
      checkCases(50, (draw) => {
        const network = randomNetwork(draw, 'mixed');
        const profile = withRoomyTables(LOIHI);
        const { quantNet } = compileOn(profile, network);
        const partition = randomPartition(draw, quantNet);
        const { image } = compileOn(profile, network, { partition });
        expect(checkImage(image)).toEqual([]);
        const copy = structuredClone(image) as Writable<ProgramImage>;
        const codes = damage(copy, drawOne(draw, copy.cores), draw);
        if (codes === null) return;
        damaged++;
        const found = checkImage(copy);
        expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
        expect(found.every(({ text, severity }) => text.endsWith('.') && severity >= 1)).toBe(true);
      });
      expect(damaged).toBeGreaterThan(4);
    });
  }

  it('cores over their limits, worst first', () => {
    checkCases(20, (draw) => {
      const { image } = compileOn(LOIHI, randomNetwork(draw, 'registers'));
      const [core] = image.header.profile.coreTypes;
      const limit = (value: number) => ({ value, source: 'a test', basis: 'assumed' as const });
      const limits = { ...core!.limits, compartments: limit(0.5), inputAxons: limit(0.01) };
      const profile = { ...image.header.profile, coreTypes: [{ ...core!, limits }] };
      const found = checkImage({ ...image, header: { ...image.header, profile } });
      const over = found.filter(({ code }) => code === 'E_LIMIT');
      expect(over.length).toBeGreaterThanOrEqual(image.cores.length);
      const severities = found.map(({ severity }) => severity);
      expect(severities).toEqual([...severities].sort((a, b) => b - a));
      for (const { core: at, text } of over)
        expect(text).toMatch(new RegExp(`^core ${at} needs \\d+ `));
    });
  });
});

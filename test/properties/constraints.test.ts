import { expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import type { Compilation } from '../../compiler/compile.ts';
import type {
  CorePlaces,
  GroupRule,
  MappingConstraints,
  NeuronRange,
} from '../../src/model/constraints.ts';
import type { Network } from '../../src/model/network.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawChance, drawOne } from './draw.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  spikeKeys,
  withLimits,
  withRoomyTables,
} from './run-network.ts';

const CORES = 12;
const CHIP = withLimits(
  withRoomyTables(LOIHI),
  { compartments: 40 },
  { tilesX: 3, tilesY: 2, coresPerTile: 2 },
);

function randomRange(draw: Draw, network: Network): NeuronRange {
  const placed = network.populations.filter(({ parameters }) => parameters.model !== 'input');
  const { name, size } = drawOne(draw, placed);
  const begin = draw(0, size - 1);
  return { population: name, begin, end: drawChance(draw, 2) ? null : draw(begin + 1, size) };
}

function randomPlaces(draw: Draw): CorePlaces {
  if (drawChance(draw, 2)) {
    const cores = Array.from({ length: draw(1, 4) }, () => draw(0, CORES - 1));
    return { kind: 'cores', cores };
  }
  const [x0, y0] = [draw(0, 2), draw(0, 1)];
  return { kind: 'region', x0, y0, x1: draw(x0, 2), y1: draw(y0, 1), chip: 0, tier: null };
}

function randomConstraints(draw: Draw, network: Network): MappingConstraints {
  const list = <T>(most: number, make: () => T): T[] => Array.from({ length: draw(0, most) }, make);
  const groups = (most: number): GroupRule[] =>
    list(most, () => ({
      members: [randomRange(draw, network), randomRange(draw, network)],
      origin: 'group',
    }));
  return {
    pin: list(2, () => ({
      neurons: randomRange(draw, network),
      places: randomPlaces(draw),
      origin: 'pin',
    })),
    avoidCores: list(3, () => ({ core: draw(0, CORES - 1), origin: 'core' })),
    avoidTiles: list(1, () => ({
      tile: { chip: 0, x: draw(0, 2), y: draw(0, 1) },
      origin: 'tile',
    })),
    avoidLinks: list(1, () => ({
      from: { chip: 0, x: 0, y: 0 },
      to: drawOne(draw, [
        { chip: 0, x: 1, y: 0 },
        { chip: 0, x: 0, y: 1 },
      ]),
      origin: 'link',
    })),
    together: groups(1),
    apart: groups(1),
  };
}

/** Core of each neuron in a range, by the image alone. */
function coresOf({ image }: Compilation, { population, begin, end }: NeuronRange): Set<number> {
  const index = image.header.populations.findIndex(({ name }) => name === population);
  const found = new Set<number>();
  for (const program of image.cores) {
    for (const slice of program.slices) {
      if (slice.population !== index) continue;
      for (let slot = slice.slotBegin; slot < slice.slotEnd; slot++) {
        const neuron = program.neurons[slot]!;
        if (neuron >= begin && neuron < (end ?? Infinity)) found.add(program.core);
      }
    }
  }
  return found;
}

function allowedCores(places: CorePlaces): Set<number> {
  if (places.kind === 'cores') return new Set(places.cores);
  const { x0, y0, x1, y1 } = places;
  const all = Array.from({ length: CORES }, (_, core) => core);
  return new Set(
    all.filter((core) => {
      const tile = core >> 1;
      const [x, y] = [tile % 3, Math.floor(tile / 3)];
      return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    }),
  );
}

function tileOf(core: number): readonly [number, number] {
  return [(core >> 1) % 3, Math.floor((core >> 1) / 3)];
}

/** Tiles on the way from tile to tile, x before y. */
function wayOf(from: number, to: number): string[] {
  const [toX, toY] = tileOf(to);
  let [x, y] = tileOf(from);
  const passed = [`${x},${y}`];
  while (x !== toX || y !== toY) {
    if (x !== toX) x += Math.sign(toX - x);
    else y += Math.sign(toY - y);
    passed.push(`${x},${y}`);
  }
  return passed;
}

it('constraints are kept in the image, which is legal and spikes as it did, or refused with a reason', () => {
  let [kept, refused] = [0, 0];
  checkCases(80, (draw) => {
    const network = randomNetwork(draw, 'registers');
    const constraints = randomConstraints(draw, network);
    const input = randomInput(draw, network, 6);
    const placer = drawOne(draw, ['anneal', 'row-major', 'snake', 'spectral', 'bisect']);
    const plain = compileOn(CHIP, network);
    let found: Compilation;
    try {
      found = compileOn(CHIP, network, { constraints, placer });
    } catch (error) {
      expect(error).toBeInstanceOf(SpikeloomError);
      expect((error as SpikeloomError).code).toBe('E_CONSTRAINTS');
      refused++;
      return;
    }
    kept++;
    expect(checkImage(found.image)).toEqual([]);
    const used = found.image.cores.map(({ core }) => core);
    for (const { core } of constraints.avoidCores) expect(used).not.toContain(core);
    for (const { tile } of constraints.avoidTiles) {
      for (const core of used) expect(tileOf(core)).not.toEqual([tile.x, tile.y]);
    }
    for (const { neurons, places } of constraints.pin) {
      const allowed = allowedCores(places);
      for (const core of coresOf(found, neurons)) expect(allowed).toContain(core);
    }
    for (const { members } of constraints.together) {
      const cores = members.flatMap((member) => [...coresOf(found, member)]);
      expect(new Set(cores).size).toBe(1);
    }
    for (const { members } of constraints.apart) {
      const [a, b] = members.map((member) => coresOf(found, member));
      for (const core of a!) expect(b).not.toContain(core);
    }
    for (const { from, to } of constraints.avoidLinks) {
      const ends = [`${from.x},${from.y}`, `${to.x},${to.y}`];
      const links = found.image.cores.flatMap((program) =>
        Array.from(program.routeCores, (end) => wayOf(program.core, used[end]!)),
      );
      for (const way of links) {
        way.slice(1).forEach((tile, k) => {
          expect([way[k]!, tile].sort()).not.toEqual([...ends].sort());
        });
      }
    }
    const [expected] = emulate(plain.image, [input], { steps: 6 });
    const [actual] = emulate(found.image, [input], { steps: 6 });
    expect(spikeKeys(actual!.spikes!)).toEqual(spikeKeys(expected!.spikes!));
    const again = compileOn(CHIP, network, { constraints, placer });
    expect(again.placement).toEqual(found.placement);
  });
  expect(kept).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(5);
});

/** Constraints on a chip of 2 x 2 tiles with two cores each, and 4 compartments a core. */
import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../compiler/compile.ts';
import { parseConstraints } from '../../src/cli/constraints-file.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import { compileOn, LOIHI, withLimits } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const CHIP = withLimits(
  LOIHI,
  { compartments: 4 },
  { tilesX: 2, tilesY: 2, coresPerTile: 2, chipsMax: 4 },
);

/** in(2) -> a(4) -> b(8) -> c(2). */
const NETWORK = networkOf(
  [inputOf('in', 2), ifOf('a', 4), ifOf('b', 8), ifOf('c', 2)],
  [
    { pre: 'in', post: 'a', stages: [denseOf(2, 4, 1)] },
    { pre: 'a', post: 'b', stages: [denseOf(4, 8, 1)] },
    { pre: 'b', post: 'c', stages: [denseOf(8, 2, 1)] },
  ],
);

function mapped(yaml: string, profile: ChipProfile = CHIP, chips = 1): Compilation {
  const constraints = parseConstraints(new TextEncoder().encode(yaml), 'c.yaml');
  return compileOn(profile, NETWORK, { constraints, chips });
}

/** Core of each neuron of a population. */
function coresOf({ partition, placement, quantNet }: Compilation, name: string): number[] {
  const population = quantNet.populations.findIndex((each) => each.name === name);
  const cores = new Array<number>(quantNet.populations[population]!.size).fill(-1);
  partition.parts.forEach((slices, part) => {
    for (const slice of slices) {
      if (slice.population !== population) continue;
      for (const neuron of slice.neurons) cores[neuron] = placement.coreOfPart[part]!;
    }
  });
  return cores;
}

function failure(yaml: string, profile: ChipProfile = CHIP): string {
  try {
    mapped(yaml, profile);
  } catch (error) {
    expect(error).toBeInstanceOf(SpikeloomError);
    expect((error as SpikeloomError).code).toBe('E_CONSTRAINTS');
    return (error as Error).message;
  }
  throw new Error('this had to fail');
}

describe('constraints', () => {
  it('change nothing where nothing is asked', () => {
    const plain = compileOn(CHIP, NETWORK);
    const asked = mapped('pin: []');
    expect(asked.partition).toEqual(plain.partition);
    expect(asked.placement).toEqual(plain.placement);
  });

  it('pin populations and ranges to cores, tiles and regions', () => {
    const found = mapped(
      `pin:
  - { population: a, core: 7 }
  - { population: b, neurons: [0, 2], cores: [4, 5] }
  - { population: c, region: [1, 0, 1, 0] }
`,
    );
    expect(coresOf(found, 'a')).toEqual([7, 7, 7, 7]);
    expect([4, 5]).toEqual(expect.arrayContaining(coresOf(found, 'b').slice(0, 3)));
    expect([2, 3]).toEqual(expect.arrayContaining(coresOf(found, 'c')));
  });

  it('pin to a chip', () => {
    const found = mapped('pin: [{ population: b, region: [0, 0, 1, 1], chip: 1 }]', CHIP, 2);
    for (const core of coresOf(found, 'b')) expect(Math.floor(core / 8)).toBe(1);
  });

  it('leave out cores and tiles', () => {
    const found = mapped('avoid: { cores: [0], tiles: [{ tile: [1, 0] }] }');
    const used = new Set(found.placement.coreOfPart);
    for (const core of [0, 2, 3]) expect(used).not.toContain(core);
  });

  it('keep packets off avoided links', () => {
    // Without the link of tiles 0 and 1 the row above is parted; x before y leaves the other row.
    const found = mapped('avoid: { links: [[[0, 0], [1, 0]]] }');
    const tiles = new Set(Array.from(found.placement.coreOfPart, (core) => core >> 1));
    expect(tiles.has(0) && tiles.has(1)).toBe(false);
  });

  it('put groups on one core, and keep members apart', () => {
    const found = mapped(
      `together:
  - [{ population: a, neurons: [0, 1] }, { population: b, neurons: [7, 7] }]
  - [{ population: b, neurons: [7, 7] }, { population: c, neurons: [0, 0] }]
apart:
  - [{ population: c, neurons: [0, 0] }, { population: c, neurons: [1, 1] }]
`,
    );
    const [a, b, c] = [coresOf(found, 'a'), coresOf(found, 'b'), coresOf(found, 'c')];
    expect(new Set([a[0], a[1], b[7], c[0]]).size).toBe(1);
    expect(c[1]).not.toBe(c[0]);
  });

  it('use more cores where members of a part are pinned apart', () => {
    const found = mapped(
      `pin:
  - { population: a, neurons: [0, 0], core: 0 }
  - { population: a, neurons: [1, 1], core: 1 }
  - { population: a, neurons: [2, 3], core: 2 }
`,
    );
    expect(coresOf(found, 'a')).toEqual([0, 1, 2, 2]);
  });
});

describe('constraints that cannot be kept name what is wrong and by how much', () => {
  it('names and places that do not exist', () => {
    expect(failure('pin: [{ population: bb, core: 1 }]')).toBe(
      'c.yaml:1:7: there is no population "bb"; did you mean "b"?',
    );
    expect(failure('pin: [{ population: b, neurons: [0, 8], core: 1 }]')).toBe(
      'c.yaml:1:7: neuron 8 does not exist: population "b" has 8, numbered from 0.',
    );
    expect(failure('pin: [{ population: in, core: 1 }]')).toBe(
      'c.yaml:1:7: population "in" is an input: its neurons take no core. Name what it feeds.',
    );
    expect(failure('pin: [{ neurons: [0, 1], core: 1 }]')).toContain(
      'needs the name of its population',
    );
    expect(failure('avoid: { cores: [8] }')).toBe(
      'c.yaml:1:18: core 8 does not exist: loihi1 has 8 cores on one chip, numbered from 0.',
    );
    expect(failure('avoid: { tiles: [[2, 0]] }')).toContain(
      'tile [2, 0] lies outside the grid of 2 by 2',
    );
    expect(failure('pin: [{ population: a, region: [0, 0, 0, 0], chip: 1 }]')).toContain(
      'chip 1 does not exist: one may be used',
    );
    expect(failure('pin: [{ population: a, region: [0, 0, 0, 0], tier: 1 }]')).toContain(
      'tier 1 does not exist: the chip is flat',
    );
    expect(failure('avoid: { links: [[[0, 0], [1, 1]]] }')).toContain(
      'no link joins tiles [0, 0] and [1, 1]',
    );
  });

  it('a pin to what is avoided', () => {
    expect(failure('avoid: { cores: [3] }\npin: [{ population: a, core: 3 }]')).toBe(
      'c.yaml:2:7: pinned to core 3, and that is to be avoided. Pin to another core, or avoid fewer.',
    );
    expect(
      failure('avoid: { tiles: [[1, 1]] }\npin: [{ population: a, region: [1, 1, 1, 1] }]'),
    ).toContain('pinned to cores 6, 7, and all 2 are to be avoided');
  });

  it('pins that share no core', () => {
    expect(
      failure(
        'pin:\n - { population: b, core: 1 }\n - { population: b, neurons: [2, 3], core: 2 }',
      ),
    ).toBe(
      'c.yaml:3:4: neurons 2 to 3 of population "b" are pinned to core 2 here and to core 1 at c.yaml:2:4: no core is in both.',
    );
  });

  it('together and pinned to different cores', () => {
    const pins = 'pin:\n - { population: a, core: 1 }\n - { population: c, core: 2 }\n';
    expect(failure(`${pins}together: [[a, c]]`)).toContain(
      'neurons that are to be together are pinned to core 2 at c.yaml:3:4 and to core 1 at c.yaml:2:4',
    );
  });

  it('together and apart', () => {
    expect(failure('together: [[a, c]]\napart: [[c, a]]')).toBe(
      'c.yaml:1:12: neurons that are to be together here are to be apart at c.yaml:2:9. Drop one of the two.',
    );
    expect(failure('apart: [[a, { population: a, neurons: [1, 2] }]]')).toContain(
      'stand in two members of this "apart"',
    );
  });

  it('more together than a core holds', () => {
    expect(failure('together: [[a, c]]')).toBe(
      'c.yaml:1:12: the 6 neurons that are to be together do not fit one core: its core has 4 compartments, and 6 would be needed (+2). Take neurons out, or drop the rule.',
    );
  });

  it('more pinned than fits', () => {
    expect(failure('pin: [{ population: b, core: 1 }]')).toBe(
      'c.yaml:1:7: 8 neurons (among them neurons 0 to 7 of population "b") are pinned to core 1, and 4 of them fit: for one more, its core has 4 compartments, and 5 would be needed (+1). Give them more cores, or pin fewer.',
    );
  });

  it('a region that is too small for what is kept apart in it', () => {
    const members = [0, 1, 2].map((k) => `{ population: b, neurons: [${k}, ${k}] }`);
    expect(
      failure(
        `pin: [{ population: b, neurons: [0, 2], region: [0, 0, 0, 0] }]\napart: [[${members.join(', ')}]]`,
      ),
    ).toContain('pinned to cores 0, 1, and 2 of them fit');
  });

  it('too few cores left', () => {
    const text = failure('avoid: { tiles: [[1, 0], [0, 1], [1, 1]] }');
    expect(text).toContain('8 cores on one chip, 6 are to be avoided');
  });

  it('packets that can only go over an avoided link', () => {
    const text = failure(
      `pin:
  - { population: a, core: 0 }
  - { population: b, region: [1, 0, 1, 0] }
avoid: { links: [[[0, 0], [1, 0]]] }
`,
    );
    expect(text).toMatch(
      /they would go from core 0 to core [23] over the link of tiles \[0, 0\] and \[1, 0\] \(c\.yaml:4:18\)/,
    );
    expect(text).toContain('Packets take one way only (xy)');
  });
});

it('leave the boxes of a convolution whole where they move other neurons', () => {
  const network = networkOf(
    [inputOf('in', 1, 12, 12), { ...ifOf('map', 800), shape: [8, 10, 10] }, ifOf('c', 2)],
    [
      {
        pre: 'in',
        post: 'map',
        stages: [
          {
            kind: 'conv',
            ...{ inputShape: [1, 12, 12], inputExtent: [12, 12], outputShape: [8, 10, 10] },
            ...{ kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: [0, 0], groups: 1 },
            weights: Float64Array.from({ length: 72 }, (_, k) => k + 1),
          },
        ],
      },
      { pre: 'map', post: 'c', stages: [denseOf(800, 2, 1)] },
    ],
  );
  const yaml = 'apart: [[map, c]]\n';
  const constraints = parseConstraints(new TextEncoder().encode(yaml), 'c.yaml');
  const profile = withLimits(LOIHI, { compartments: 300 });
  const [plain, asked] = [
    compileOn(profile, network),
    compileOn(profile, network, { constraints }),
  ];
  const bitsOf = ({ image }: Compilation): number =>
    image.cores.reduce((sum, { use }) => sum + use.synapseMemoryBits, 0);
  expect(asked.image.cores.length).toBeGreaterThan(plain.image.cores.length);
  expect(bitsOf(asked)).toBe(bitsOf(plain));
});

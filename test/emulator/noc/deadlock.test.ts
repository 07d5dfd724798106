import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assertDeadlockFree,
  type Channel,
  findDependenceCycle,
} from '../../../emulator/noc/deadlock.ts';
import { type Fabric, nextClass } from '../../../emulator/noc/fabric.ts';
import { outputsOnWay } from '../../../emulator/noc/route-walk.ts';
import {
  buildFabric,
  buildUnchecked,
  type GraphSpec,
  type TopologySpec,
} from '../../../emulator/noc/topology/index.ts';
import { renderError } from '../../../src/support/errors.ts';

/** Channels that follow one another on some way, written the slow way: each pair of nodes, hop by hop. */
function slowDependences(fabric: Fabric): Map<string, Set<string>> {
  const after = new Map<string, Set<string>>();
  for (let plane = 0; plane < fabric.planeCount; plane++) {
    for (let from = 0; from < fabric.nodeCount; from++) {
      for (let to = 0; to < fabric.nodeCount; to++) {
        let [before, level] = [-1, 0];
        for (const output of outputsOnWay(fabric, from, to, plane)!.slice(0, -1)) {
          const next = nextClass(fabric, before, level, output);
          if (before >= 0) {
            const key = `${before}/${level}`;
            after.set(key, (after.get(key) ?? new Set()).add(`${output}/${next}`));
          }
          [before, level] = [output, next];
        }
      }
    }
  }
  return after;
}

/** Whether what is left is empty when channels without any successor are taken away again and again. */
function isAcyclic(after: Map<string, Set<string>>): boolean {
  for (let size = -1; size !== after.size; ) {
    size = after.size;
    for (const [key, next] of after) {
      if ([...next].every((each) => !after.has(each))) after.delete(key);
    }
  }
  return after.size === 0;
}

function expectCycle(fabric: Fabric, cycle: readonly Channel[]): void {
  const after = slowDependences(fabric);
  cycle.forEach((channel, k) => {
    const next = cycle[(k + 1) % cycle.length]!;
    expect(after.get(`${channel.output}/${channel.class}`)).toContain(
      `${next.output}/${next.class}`,
    );
  });
}

describe('findDependenceCycle', () => {
  const sides = [1, 2, 3, 4, 5, 6, 9];
  const grids = sides.flatMap((columns) => sides.map((rows) => ({ columns, rows })));

  test.each(['mesh', 'torus', 'hex-mesh'] as const)('finds none in any %s', (kind) => {
    for (const size of grids) {
      expect(findDependenceCycle(buildUnchecked({ kind, ...size }))).toBeNull();
    }
  });

  test('finds none in a hexagonal torus with datelines', () => {
    for (const size of grids) {
      const fabric = buildUnchecked({ kind: 'hex-mesh', ...size, wrap: true });
      expect(findDependenceCycle(fabric), JSON.stringify(size)).toBeNull();
    }
  });

  test.each<TopologySpec>([
    { kind: 'tree', fanOut: [4, 3, 2], planes: 2 },
    { kind: 'tree-mesh', columns: 3, rows: 3, fanOut: [4, 2] },
    { kind: 'chips', chipColumns: 3, chipRows: 2, chipCount: 5, columns: 3, rows: 2 },
  ])('finds none in %j', (spec) => {
    expect(findDependenceCycle(buildUnchecked(spec))).toBeNull();
  });

  test.each<TopologySpec>([
    { kind: 'ring', routers: 5, dateline: false },
    { kind: 'torus', columns: 4, rows: 4, dateline: false, planes: 2 },
    { kind: 'hex-mesh', columns: 6, rows: 6, wrap: true, dateline: false },
  ])('finds one in %j', (spec) => {
    const fabric = buildUnchecked(spec);
    const cycle = findDependenceCycle(fabric);
    expectCycle(fabric, cycle!);
    expect(findDependenceCycle(fabric)).toEqual(cycle);
  });

  test('finds none in rings of 3, whose ways are of one hop', () => {
    expect(
      findDependenceCycle(buildUnchecked({ kind: 'ring', routers: 3, dateline: false })),
    ).toBeNull();
  });

  test('finds routes that never arrive', () => {
    const fabric = buildUnchecked({ kind: 'mesh', columns: 4, rows: 1 });
    // Between routers 1 and 2 packets for node 0 and node 3 are sent to and fro.
    fabric.nextOutput[1 * 4] = 0;
    expect(findDependenceCycle(fabric)).toHaveLength(2);
  });

  test('looks through 4,096 routers in seconds', () => {
    const fabric = buildUnchecked({ kind: 'torus', columns: 64, rows: 64 });
    const begin = performance.now();
    expect(findDependenceCycle(fabric)).toBeNull();
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});

describe('assertDeadlockFree', () => {
  test('says which routers wait in a circle', () => {
    const fabric = buildUnchecked({ kind: 'ring', routers: 4, dateline: false });
    expect(() => assertDeadlockFree(fabric)).toThrow(
      'packets in ring 4 can wait for one another in a circle of 4 links and never move: ' +
        'router (0,0) to (1,0) by eastWest, class 0 -> router (1,0) to (2,0) by eastWest, class 0 -> ' +
        'router (2,0) to (3,0) by eastWest, class 0 -> router (3,0) to (0,0) by eastWest, class 0 -> ' +
        'back to the first. Use datelines, up-down routing, or a mesh.',
    );
  });

  test('is asked by buildFabric where the topology alone does not answer', () => {
    expect(() => buildFabric({ kind: 'torus', columns: 4, rows: 4, dateline: false })).toThrow(
      /circle/,
    );
    const links = [0, 1, 2, 3, 4].map((a) => ({ a, b: (a + 1) % 5 }));
    expect(() => buildFabric({ kind: 'graph', routers: 5, links })).toThrow(/circle of 5 links/);
    expect(buildFabric({ kind: 'graph', routers: 5, links, routing: 'up-down' }).nodeCount).toBe(5);
  });

  test('shortens long circles', () => {
    const fabric = buildUnchecked({ kind: 'ring', routers: 40, dateline: false });
    let message = '';
    try {
      assertDeadlockFree(fabric);
    } catch (error) {
      message = renderError(error);
    }
    expect(message).toMatch(/^E_NOC_CYCLE: .* -> 24 more -> back to the first\./);
  });
});

describe('random graphs', () => {
  /** A tree that joins all routers, and more links. */
  const graphs = fc
    .record({
      parents: fc.array(fc.nat(), { minLength: 1, maxLength: 14 }),
      more: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }),
    })
    .map(({ parents, more }): Omit<GraphSpec, 'routing'> => {
      const routers = parents.length + 1;
      const pairs = new Set(parents.map((p, k) => `${p % (k + 1)} ${k + 1}`));
      for (const [a, b] of more) {
        const [low, high] = [
          Math.min(a % routers, b % routers),
          Math.max(a % routers, b % routers),
        ];
        if (low !== high) pairs.add(`${low} ${high}`);
      }
      const links = [...pairs].map((pair) => {
        const [a, b] = pair.split(' ').map(Number);
        return { a: a!, b: b! };
      });
      return { kind: 'graph', routers, links };
    });

  test('by shortest ways are acyclic or reported, as the slow search says', () => {
    fc.assert(
      fc.property(graphs, (spec) => {
        const fabric = buildUnchecked({ ...spec, routing: 'shortest' });
        const cycle = findDependenceCycle(fabric);
        expect(cycle === null).toBe(isAcyclic(slowDependences(fabric)));
        if (cycle !== null) expectCycle(fabric, cycle);
      }),
      { numRuns: 150 },
    );
  });

  test('by up-down ways arrive, and never wait in a circle', () => {
    fc.assert(
      fc.property(graphs, (spec) => {
        const fabric = buildUnchecked({ ...spec, routing: 'up-down' });
        for (let from = 0; from < spec.routers; from++) {
          for (let to = 0; to < spec.routers; to++) {
            expect(outputsOnWay(fabric, from, to)).not.toBeNull();
          }
        }
        expect(isAcyclic(slowDependences(fabric))).toBe(true);
        expect(findDependenceCycle(fabric)).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});

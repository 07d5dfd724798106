import { describe, expect, test } from 'vitest';
import { type Fabric, NONE } from '../../../emulator/noc/fabric.ts';
import { countLinks, outputsOnWay } from '../../../emulator/noc/route-walk.ts';
import { hexHops } from '../../../emulator/noc/topology/hex-mesh.ts';
import {
  buildFabric,
  TOPOLOGY_KINDS,
  type TopologySpec,
} from '../../../emulator/noc/topology/index.ts';
import { renderError } from '../../../src/support/errors.ts';

/** One of each kind, with planes, several nodes per router and extra nodes among them. */
const SPECS: readonly TopologySpec[] = [
  { kind: 'mesh', columns: 5, rows: 4 },
  { kind: 'mesh', columns: 3, rows: 2, concentration: 4, planes: 2, extraNodes: [0, 0] },
  { kind: 'mesh', columns: 1, rows: 1 },
  { kind: 'torus', columns: 5, rows: 4, planes: 2 },
  { kind: 'torus', columns: 2, rows: 2, concentration: 2 },
  { kind: 'ring', routers: 7 },
  { kind: 'hex-mesh', columns: 5, rows: 4 },
  { kind: 'hex-mesh', columns: 6, rows: 5, wrap: true, concentration: 2, extraNodes: [3] },
  { kind: 'hex-mesh', columns: 1, rows: 4, wrap: true },
  { kind: 'tree', fanOut: [4, 4, 2], extraNodeLevels: [0, 1], planes: 2 },
  { kind: 'tree', fanOut: [3] },
  { kind: 'tree-mesh', columns: 3, rows: 2, fanOut: [4, 2] },
  {
    kind: 'graph',
    routers: 4,
    links: [
      { a: 0, b: 1 },
      { a: 1, b: 2 },
      { a: 2, b: 3 },
    ],
  },
  { kind: 'chips', chipColumns: 2, chipRows: 2, columns: 3, rows: 2, planes: 2 },
  {
    kind: 'chips',
    chipColumns: 2,
    chipRows: 2,
    chipCount: 3,
    columns: 3,
    rows: 2,
    concentration: 4,
    extraNodesPerChip: [0],
  },
];

function named(specs: readonly TopologySpec[]): [string, Fabric][] {
  return specs.map((spec) => [JSON.stringify(spec), buildFabric(spec)]);
}

function hops(fabric: Fabric, from: number, to: number, plane = 0): number {
  return outputsOnWay(fabric, from, to, plane)!.length - 1;
}

describe.each(named(SPECS))('%s', (_, fabric) => {
  const { routerCount, nodeCount, planeCount, inputBegin, outputBegin } = fabric;

  test('has columns of the stated lengths', () => {
    const outputs = outputBegin[routerCount]!;
    expect(inputBegin).toHaveLength(routerCount + 1);
    expect(fabric.inputSource).toHaveLength(inputBegin[routerCount]!);
    for (const column of [
      fabric.outputTarget,
      fabric.outputLinkKind,
      fabric.outputRing,
      fabric.outputDateline,
    ]) {
      expect(column).toHaveLength(outputs);
    }
    expect(fabric.nodeInput).toHaveLength(nodeCount * planeCount);
    expect(fabric.nextOutput).toHaveLength(routerCount * nodeCount);
    expect(fabric.routerPlace).toHaveLength(routerCount * 3);
  });

  test('joins each output to the input that names it, and each node to its ports', () => {
    fabric.outputTarget.forEach((target, output) => {
      if (target >= 0) expect(fabric.inputSource[target]).toBe(output);
      const router = fabric.outputRouter[output]!;
      expect(output).toBeGreaterThanOrEqual(outputBegin[router]!);
      expect(output).toBeLessThan(outputBegin[router + 1]!);
    });
    fabric.inputSource.forEach((source, input) => {
      if (source >= 0) expect(fabric.outputTarget[source]).toBe(input);
    });
    for (let k = 0; k < nodeCount * planeCount; k++) {
      const node = Math.floor(k / planeCount);
      expect(fabric.inputSource[fabric.nodeInput[k]!]).toBe(-1 - node);
      expect(fabric.outputTarget[fabric.nodeOutput[k]!]).toBe(-1 - node);
    }
    const ends = fabric.outputTarget.filter((target) => target < 0 && target !== NONE);
    expect(ends).toHaveLength(nodeCount * planeCount);
  });

  test('leads every packet from each node to each node, in each plane alike', () => {
    for (let from = 0; from < nodeCount; from++) {
      for (let to = 0; to < nodeCount; to++) {
        const kinds = [...Array(planeCount).keys()].map((plane) =>
          outputsOnWay(fabric, from, to, plane)!.map((output) => fabric.outputLinkKind[output]),
        );
        for (const plane of kinds) expect(plane).toEqual(kinds[0]);
        expect(fabric.linkKinds[kinds[0]!.at(-1)!]).toBe('local');
      }
    }
  });

  test('takes minimal ways', () => {
    for (let from = 0; from < nodeCount; from++) {
      const least = fewestHops(fabric, from);
      for (let to = 0; to < nodeCount; to++) expect(hops(fabric, from, to)).toBe(least[to]);
    }
  });
});

/** Hops to each node by a search of our own over the links, whatever the routing table says. */
function fewestHops(fabric: Fabric, from: number): number[] {
  const { inputRouter, outputBegin, outputTarget, planeCount } = fabric;
  const start = inputRouter[fabric.nodeInput[from * planeCount]!]!;
  const depth = new Map([[start, 0]]);
  for (const router of depth.keys()) {
    for (let output = outputBegin[router]!; output < outputBegin[router + 1]!; output++) {
      const target = outputTarget[output]!;
      const next = target < 0 ? router : inputRouter[target]!;
      if (!depth.has(next)) depth.set(next, depth.get(router)! + 1);
    }
  }
  return Array.from(
    { length: fabric.nodeCount },
    (_, node) => depth.get(inputRouter[fabric.nodeInput[node * planeCount]!]!)!,
  );
}

test('there is an example of each kind', () => {
  expect([...new Set(SPECS.map(({ kind }) => kind))].sort()).toEqual([...TOPOLOGY_KINDS].sort());
});

describe('mesh', () => {
  test.each([4, 8, 16])(
    'of %i routers a side has 2 (k^2 - 1) / (3 k) hops between random nodes',
    (k) => {
      const fabric = buildFabric({ kind: 'mesh', columns: k, rows: k });
      let sum = 0;
      for (let from = 0; from < k * k; from++) {
        for (let to = 0; to < k * k; to++) sum += hops(fabric, from, to);
      }
      expect(sum / k ** 4).toBeCloseTo((2 * (k * k - 1)) / (3 * k), 10);
    },
  );

  test('has the ports of the clocked router: +x, -x, +y, -y, local, at the rims too', () => {
    const fabric = buildFabric({ kind: 'mesh', columns: 4, rows: 4 });
    const { outputBegin, outputTarget } = fabric;
    expect(Array.from(outputBegin)).toEqual(Array.from({ length: 17 }, (_, r) => r * 5));
    const ofRouter = (r: number) => Array.from(outputTarget.subarray(r * 5, r * 5 + 5));
    // Output 0 (+x) leads into input 1 (-x side) of the neighbour, and so on.
    expect(ofRouter(5)).toEqual([6 * 5 + 1, 4 * 5, 9 * 5 + 3, 1 * 5 + 2, -1 - 5]);
    expect(ofRouter(0)).toEqual([1 * 5 + 1, NONE, 4 * 5 + 3, NONE, -1]);
    expect(ofRouter(15)).toEqual([NONE, 14 * 5, NONE, 11 * 5 + 2, -1 - 15]);
  });

  test('goes along x first', () => {
    const fabric = buildFabric({ kind: 'mesh', columns: 4, rows: 4 });
    const turns = outputsOnWay(fabric, 0, 15)!.map((output) => output % 5);
    expect(turns).toEqual([0, 0, 0, 2, 2, 2, 4]);
  });

  test('numbers nodes router by router, then the extra ones', () => {
    const fabric = buildFabric({
      kind: 'mesh',
      columns: 2,
      rows: 2,
      concentration: 3,
      extraNodes: [2],
    });
    const routers = Array.from(fabric.nodeInput, (input) => fabric.inputRouter[input]);
    expect(routers).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 2]);
  });

  test('of 64 x 64 tiles of 4 cores in two planes is built', () => {
    const fabric = buildFabric({
      kind: 'mesh',
      columns: 64,
      rows: 64,
      concentration: 4,
      planes: 2,
      extraNodes: [0],
    });
    expect(hops(fabric, 0, 16_383, 1)).toBe(126);
  });
});

describe('torus', () => {
  test('goes the shorter way round, and to + where both are equal', () => {
    const fabric = buildFabric({ kind: 'torus', columns: 4, rows: 1 });
    const first = (from: number, to: number) => outputsOnWay(fabric, from, to)![0]! % 5;
    expect([first(0, 1), first(0, 2), first(0, 3), first(3, 1)]).toEqual([0, 0, 1, 0]);
  });

  test('goes on in class 1 from the link that closes a ring', () => {
    const { outputDateline, classCount } = buildFabric({ kind: 'ring', routers: 3 });
    expect(classCount).toBe(2);
    const datelines = Array.from(outputDateline.keys()).filter((o) => outputDateline[o] === 1);
    // +x of the last router and -x of the first one.
    expect(datelines).toEqual([1, 10]);
  });
});

describe('hex mesh', () => {
  test('takes the diagonal first: 3 east and 2 north are 3 hops', () => {
    const fabric = buildFabric({ kind: 'hex-mesh', columns: 8, rows: 8 });
    expect(Object.fromEntries(countLinks(fabric, 0, 2 * 8 + 3))).toEqual({
      diagonal: 2,
      eastWest: 1,
    });
    expect([hexHops(3, 2), hexHops(-3, 2), hexHops(-3, -2)]).toEqual([3, 5, 3]);
  });

  test('has six links at every router of a torus', () => {
    const fabric = buildFabric({ kind: 'hex-mesh', columns: 8, rows: 8, wrap: true });
    expect(fabric.outputTarget.filter((target) => target >= 0)).toHaveLength(6 * 64);
  });

  test.each([
    [8, 8],
    [12, 12],
    [5, 9],
    [12, 4],
  ])('a torus of %i x %i goes along the diagonal, then x, then y', (columns, rows) => {
    const fabric = buildFabric({ kind: 'hex-mesh', columns, rows, wrap: true });
    for (let to = 0; to < columns * rows; to++) {
      const kinds = outputsOnWay(fabric, 0, to)!.map(
        (o) => fabric.linkKinds[fabric.outputLinkKind[o]!],
      );
      expect(kinds.join(' ')).toMatch(/^(diagonal )*(eastWest )*(northSouth )*local$/);
    }
  });
});

describe('tree', () => {
  test('has up and down links: two leaves below one router are 2 hops apart, else 4', () => {
    const fabric = buildFabric({ kind: 'tree', fanOut: [4, 4, 2] });
    expect([fabric.routerCount, fabric.nodeCount]).toEqual([1 + 4 + 16, 32]);
    expect(hops(fabric, 0, 1)).toBe(0);
    expect(Object.fromEntries(countLinks(fabric, 0, 2))).toEqual({ up: 1, down: 1 });
    expect(Object.fromEntries(countLinks(fabric, 0, 31))).toEqual({ up: 2, down: 2 });
  });

  test('below a mesh crosses it at the roots', () => {
    const fabric = buildFabric({ kind: 'tree-mesh', columns: 3, rows: 2, fanOut: [4, 2] });
    const last = fabric.nodeCount - 1;
    expect(Object.fromEntries(countLinks(fabric, 0, last))).toEqual({
      up: 1,
      eastWest: 2,
      northSouth: 1,
      down: 1,
    });
  });
});

describe('chips', () => {
  const spec = { kind: 'chips', chipColumns: 2, chipRows: 2, columns: 8, rows: 4 } as const;

  test('are one large mesh with links of their own between them', () => {
    const fabric = buildFabric(spec);
    // From the first tile of chip 0 to the last of chip 3: 15 columns and 7 rows.
    const links = Object.fromEntries(countLinks(fabric, 0, 4 * 32 - 1));
    expect(links).toEqual({ eastWest: 14, northSouth: 6, chip: 2 });
    const crossings = fabric.outputTarget.filter(
      (target, o) => target >= 0 && fabric.linkKinds[fabric.outputLinkKind[o]!] === 'chip',
    );
    expect(crossings).toHaveLength(2 * (2 * 4 + 2 * 8));
  });

  test('are numbered row by row, as are the tiles of each', () => {
    const { routerPlace } = buildFabric(spec);
    const place = (router: number) => Array.from(routerPlace.subarray(router * 3, router * 3 + 3));
    expect(place(9)).toEqual([1, 1, 0]);
    expect(place(32 + 9)).toEqual([9, 1, 1]);
    expect(place(64 + 9)).toEqual([1, 5, 2]);
  });

  test('without nodes pass packets on', () => {
    const fabric = buildFabric({ ...spec, chipCount: 3 });
    expect(fabric.nodeCount).toBe(3 * 32);
    // From chip 2 (south-west) east along its row, which is chip 3, and then north to chip 1.
    const chips = outputsOnWay(fabric, 64, 32 + 7)!.map(
      (output) => fabric.routerPlace[fabric.outputRouter[output]! * 3 + 2],
    );
    expect([...new Set(chips)]).toEqual([2, 3, 1]);
  });

  test('one chip is a mesh', () => {
    const { name: _, ...one } = buildFabric({ ...spec, chipColumns: 1, chipRows: 1 });
    const { name: __, ...mesh } = buildFabric({ kind: 'mesh', columns: 8, rows: 4 });
    expect(one).toEqual(mesh);
  });
});

describe('errors', () => {
  const messageOf = (spec: unknown): string => {
    try {
      buildFabric(spec as TopologySpec);
    } catch (error) {
      return renderError(error);
    }
    return 'no error';
  };
  const line = { kind: 'graph', routers: 3, links: [{ a: 0, b: 1 }] };

  test.each([
    [
      { kind: 'mesh', columns: 0, rows: 4 },
      'E_NOC_SIZE: columns is 0; expected a whole number from 1 to 32,767.',
    ],
    [
      { kind: 'mesh', columns: Number.NaN, rows: 4 },
      'E_NOC_SIZE: columns is NaN; expected a whole number from 1 to 32,767.',
    ],
    [
      { kind: 'torus', columns: 4 },
      'E_NOC_SIZE: rows is undefined; expected a whole number from 1 to 32,767.',
    ],
    [
      { kind: 'mesh', columns: 4, rows: 4, planes: 17 },
      'E_NOC_SIZE: planes is 17; expected a whole number from 1 to 16.',
    ],
    [
      { kind: 'mesh', columns: 4, rows: 4, concentration: 29 },
      'E_NOC_PORTS: each router has 33 ports, more ports than the model allows (32, nodes included; +1); spread its nodes or links over more routers.',
    ],
    [
      { kind: 'mesh', columns: 30_000, rows: 30_000 },
      'E_NOC_SIZE: the network has 900,000,000 routers (1 planes of 900,000,000), over the 65,536 that are modelled; use fewer or smaller chips.',
    ],
    [
      { kind: 'chips', chipColumns: 28, chipRows: 28, columns: 8, rows: 4, concentration: 4 },
      'E_NOC_SIZE: the routing table has 2,517,630,976 entries (25,088 routers towards 100,352 nodes), over the 268,435,456 that are modelled; use fewer or smaller chips, or fewer planes.',
    ],
    [
      { kind: 'chips', chipColumns: 1e4, chipRows: 1e4, columns: 1e4, rows: 1e4 },
      'E_NOC_SIZE: chipColumns * columns is 100000000; expected a whole number from 1 to 32,767.',
    ],
    [
      { kind: 'mesh', columns: 2, rows: 2, extraNodes: [4] },
      'E_NOC_ROUTER: extraNodes names router 4, which does not exist: there are 4, numbered from 0.',
    ],
    [
      { kind: 'tree', fanOut: [] },
      'E_NOC_SIZE: levels of the tree is 0; expected a whole number from 1 to 16.',
    ],
    [
      { kind: 'tree', fanOut: [30, 30, 30, 30, 30, 30] },
      'E_NOC_SIZE: the routing table has 22,624,110,000 entries (27,931 routers towards 810,000 nodes), over the 268,435,456 that are modelled; use fewer or smaller chips, or fewer planes.',
    ],
    [
      { kind: 'tree', fanOut: [4, 2], extraNodeLevels: [2] },
      'E_NOC_LEVEL: extraNodeLevels names level 2; the tree has 2, numbered from 0 at the root.',
    ],
    [
      line,
      'E_NOC_ROUTE: no way leads from node 0 (router 0) to node 2 (router 2): 2 of 3 routers are joined to router 0; add a link.',
    ],
    [
      { ...line, links: [{ a: 0, b: 3 }] },
      'E_NOC_ROUTER: links[0] names router 3, which does not exist: there are 3, numbered from 0.',
    ],
    [
      { ...line, nodes: [0, 7] },
      'E_NOC_ROUTER: nodes[1] names router 7, which does not exist: there are 3, numbered from 0.',
    ],
    [
      { ...line, links: [{ a: 1, b: 1 }] },
      'E_NOC_LINK: links[0] joins router 1 to itself; leave it out.',
    ],
    [
      {
        ...line,
        links: [
          { a: 0, b: 1 },
          { a: 1, b: 0 },
        ],
      },
      'E_NOC_LINK: links[1] joins routers 1 and 0 again, as links[0] does; leave it out.',
    ],
    [
      { ...line, routers: 1e9 },
      'E_NOC_SIZE: routers is 1000000000; expected a whole number from 1 to 1,024.',
    ],
    [
      { kind: 'moebius' },
      'E_NOC_TOPOLOGY: no topology is called "moebius"; there are mesh, torus, ring, hex-mesh, tree, tree-mesh, graph, chips.',
    ],
  ])('%j', (spec, message) => {
    expect(messageOf(spec)).toBe(message);
  });

  test('a star of too many routers names the one in the middle', () => {
    const links = Array.from({ length: 33 }, (_, k) => ({ a: 0, b: k + 1 }));
    expect(messageOf({ kind: 'graph', routers: 34, links })).toMatch(
      /^E_NOC_PORTS: router 0 has 33 ports, more ports than the model allows/,
    );
  });
});

/** Random networks and loads for tests of the asynchronous router. */
import fc from 'fast-check';
import type { AsyncOptions } from '../../../emulator/noc/async.ts';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import { buildFabric, type TopologySpec } from '../../../emulator/noc/topology/index.ts';
import type { CastRow } from './async-loads.ts';

const planes = fc.integer({ min: 1, max: 3 });
const side = fc.integer({ min: 1, max: 4 });
const concentration = fc.integer({ min: 1, max: 3 });
const fanOut = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });

const spec: fc.Arbitrary<TopologySpec> = fc.oneof(
  fc.record({
    kind: fc.constant('mesh' as const),
    columns: side,
    rows: side,
    concentration,
    planes,
  }),
  fc.record({ kind: fc.constant('torus' as const), columns: side, rows: side, planes }),
  fc.record({ kind: fc.constant('hex-mesh' as const), columns: side, rows: side, planes }),
  fc.record({ kind: fc.constant('tree' as const), fanOut, planes }),
  randomGraph(),
);

/** A connected graph: each router joined to an earlier one, and a few links more. */
function randomGraph(): fc.Arbitrary<TopologySpec> {
  return fc
    .record({
      parents: fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
      extra: fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 4 }),
      planes,
    })
    .map(({ parents, extra, planes }) => {
      const routers = parents.length + 1;
      const pairs = [
        ...parents.map((parent, k) => [parent % (k + 1), k + 1] as const),
        ...extra.map(([a, b]) => [a % routers, b % routers] as const),
      ];
      const links = new Map(
        pairs
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => [`${Math.min(a, b)} ${Math.max(a, b)}`, { a, b }]),
      );
      return {
        kind: 'graph' as const,
        routers,
        links: [...links.values()],
        routing: 'up-down' as const,
        planes,
      };
    });
}

const timing = fc.record({
  forwardTicks: fc.nat(12),
  cycleTicks: fc.integer({ min: 1, max: 9 }),
});

export interface AsyncCase {
  readonly fabric: Fabric;
  readonly options: AsyncOptions;
  readonly rows: readonly CastRow[];
}

/** Any network with any times, and up to 60 packets: open or closed loop, served or not, to one or more nodes. */
export const anyCase: fc.Arbitrary<AsyncCase> = fc
  .record({
    spec,
    lanes: fc.integer({ min: 1, max: 3 }),
    bufferFlits: fc.integer({ min: 1, max: 5 }),
    timings: fc.array(timing, { minLength: 6, maxLength: 6 }),
    acknowledgeTicks: fc.constantFrom(0, 0, 3),
    hasGaps: fc.boolean(),
    hasService: fc.boolean(),
    packets: fc.array(
      fc.record({
        source: fc.nat(10_000),
        destinations: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 4 }),
        flits: fc.constantFrom(1, 1, 2, 3, 7),
        createTick: fc.nat(100),
        gapTicks: fc.nat(9),
        serviceTicks: fc.nat(20),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  })
  .map((drawn) => {
    const fabric = buildFabric(drawn.spec);
    const kinds = ['local', ...fabric.linkKinds];
    const rows = drawn.packets
      .sort((a, b) => a.createTick - b.createTick)
      .map((packet): CastRow => {
        const nodes = [...new Set(packet.destinations.map((node) => node % fabric.nodeCount))];
        const isOne = packet.flits > drawn.bufferFlits;
        return {
          source: packet.source % fabric.nodeCount,
          destinations: isOne ? nodes.slice(0, 1) : nodes,
          flits: packet.flits,
          createTick: packet.createTick,
          ...(drawn.hasGaps ? { gapTicks: packet.gapTicks } : {}),
          ...(drawn.hasService ? { serviceTicks: packet.serviceTicks } : {}),
        };
      });
    return {
      fabric,
      rows,
      options: {
        links: Object.fromEntries(kinds.map((kind, k) => [kind, drawn.timings[k]!])),
        bufferFlits: drawn.bufferFlits,
        vcCount: fabric.classCount * drawn.lanes,
        handshake: { phases: 'two-phase', acknowledgeTicks: drawn.acknowledgeTicks },
      },
    };
  });

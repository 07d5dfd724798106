import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import { createIqEngine } from '../../../emulator/noc/iq.ts';
import { createLaneRouters } from '../../../emulator/noc/iq-lanes.ts';
import { carry, createParts } from '../../../emulator/noc/iq-network.ts';
import { DEFAULT_IQ_OPTIONS, type IqOptions } from '../../../emulator/noc/iq-options.ts';
import { createSingleRouters } from '../../../emulator/noc/iq-single.ts';
import type { PacketLoad, PacketTimes } from '../../../emulator/noc/packet-load.ts';
import { buildFabric, buildMesh } from '../../../emulator/noc/topology/index.ts';
import { loadOf, type PacketRow } from './iq-loads.ts';

const mesh3 = buildMesh({ kind: 'mesh', columns: 3, rows: 3 });
const fabrics: readonly Fabric[] = [
  mesh3,
  buildMesh({ kind: 'mesh', columns: 3, rows: 2, planes: 2 }),
  buildMesh({ kind: 'mesh', columns: 2, rows: 2, concentration: 3 }),
  buildFabric({ kind: 'torus', columns: 4, rows: 3 }),
  buildFabric({ kind: 'tree', fanOut: [2, 3] }),
];

/** Rows in order of time, over the nodes of the smallest fabric. */
const rowsArbitrary: fc.Arbitrary<PacketRow[]> = fc
  .tuple(fc.boolean(), fc.boolean())
  .chain(([hasGaps, hasService]) =>
    fc.array(
      fc.record({
        source: fc.nat(5),
        destination: fc.nat(5),
        flits: fc.integer({ min: 1, max: 7 }),
        createTick: fc.nat(120),
        ...(hasGaps ? { gapTicks: fc.nat(9) } : {}),
        ...(hasService ? { serviceTicks: fc.nat(12) } : {}),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  )
  .map((rows) => rows.sort((a, b) => a.createTick - b.createTick));

const optionsArbitrary: fc.Arbitrary<IqOptions> = fc.record({
  vcCount: fc.constantFrom(1, 2, 4),
  bufferFlits: fc.integer({ min: 1, max: 6 }),
  routingDelay: fc.constantFrom(0 as const, 1 as const),
  speculative: fc.boolean(),
  linkLatencies: fc.constant({}),
  waits: fc.boolean(),
});

const caseArbitrary = fc
  .record({
    fabric: fc.constantFrom(...fabrics),
    options: optionsArbitrary,
    rows: rowsArbitrary,
  })
  .filter(({ fabric, options }) => options.vcCount % fabric.classCount === 0);

function columns(times: PacketTimes, { packetCount }: PacketLoad): number[][] {
  return [
    times.createTicks,
    times.injectTicks,
    times.ejectHeadTicks,
    times.ejectTailTicks,
    times.consumedTicks,
    times.routersVisited,
    times.zeroLoadTicks,
  ].map((column) => [...column.subarray(0, packetCount)]);
}

describe('the clocked router, whatever the load', () => {
  it('delivers every flit once and never before it can', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ fabric, options, rows }) => {
        const load = loadOf(rows);
        const { run, times, counts } = createIqEngine(fabric, options);
        const end = run(load);
        const flits = rows.reduce((sum, row) => sum + row.flits!, 0);
        let ejected = 0;
        let crossings = 0;
        for (const [output, target] of fabric.outputTarget.entries()) {
          if (target < 0) ejected += counts.outputFlits[output]!;
          crossings += counts.outputFlits[output]!;
        }
        expect(ejected).toBe(flits);
        expect(crossings).toBe(
          rows.reduce((sum, row, p) => sum + row.flits! * times.routersVisited[p]!, 0),
        );
        expect(counts.flitHops).toBe(crossings - ejected);
        for (const [p, row] of rows.entries()) {
          expect(times.createTicks[p]).toBeGreaterThanOrEqual(row.createTick!);
          expect(times.injectTicks[p]).toBeGreaterThanOrEqual(times.createTicks[p]!);
          const onTheWay = times.ejectTailTicks[p]! - times.injectTicks[p]!;
          expect(onTheWay).toBeGreaterThanOrEqual(times.zeroLoadTicks[p]!);
          const work = row.serviceTicks ?? 0;
          expect(times.consumedTicks[p]).toBeGreaterThanOrEqual(times.ejectTailTicks[p]! + work);
        }
        expect(end).toBe(Math.max(...times.consumedTicks.subarray(0, rows.length)));
      }),
    );
  });

  it('keeps the order of packets with the same ends, with one channel and plane', () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.integer({ min: 1, max: 5 }), (rows, bufferFlits) => {
        const { run, times } = createIqEngine(mesh3, { ...DEFAULT_IQ_OPTIONS, bufferFlits });
        run(loadOf(rows));
        const lastTail = new Map<string, number>();
        for (const [p, { source, destination }] of rows.entries()) {
          const ends = `${source} ${destination}`;
          expect(times.ejectHeadTicks[p]).toBeGreaterThan(lastTail.get(ends) ?? -1);
          lastTail.set(ends, times.ejectTailTicks[p]!);
        }
      }),
    );
  });

  it('gives all credits back: afterwards long packets still pass as through a new network', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ fabric, options, rows }) => {
        const engine = createIqEngine(fabric, options);
        engine.run(loadOf(rows));
        for (let source = 0; source < 6; source++) {
          for (let destination = 0; destination < 6; destination++) {
            const load = loadOf([{ source, destination, flits: 13 }]);
            engine.run(load);
            expect(engine.times.ejectTailTicks[0]).toBe(engine.times.zeroLoadTicks[0]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives equal times for equal loads, and in a second run of a new engine', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ fabric, options, rows }) => {
        const load = loadOf(rows);
        const [a, b] = [createIqEngine(fabric, options), createIqEngine(fabric, options)];
        a.run(load);
        b.run(load);
        expect(columns(a.times, load)).toEqual(columns(b.times, load));
        a.run(load);
        b.run(load);
        expect(columns(a.times, load)).toEqual(columns(b.times, load));
      }),
    );
  });

  it('has equal times by the router for one channel and the one for many', () => {
    fc.assert(
      fc.property(caseArbitrary, ({ fabric, options, rows }) => {
        fc.pre(fabric.classCount === 1);
        const load = loadOf(rows);
        const settings = { ...options, vcCount: 1, speculative: false };
        const [single, lanes] = [createParts(fabric, settings), createParts(fabric, settings)];
        carry(load, single, createSingleRouters(single));
        carry(load, lanes, createLaneRouters(lanes));
        expect(columns(single.times, load)).toEqual(columns(lanes.times, load));
        expect(single.counts.outputBlockedTicks).toEqual(lanes.counts.outputBlockedTicks);
        expect(single.counts.bufferHighWater).toEqual(lanes.counts.bufferHighWater);
      }),
    );
  });

  it('has equal times by both where a router has 32 ports', () => {
    const crowd = buildMesh({ kind: 'mesh', columns: 2, rows: 1, concentration: 28 });
    const rows = Array.from({ length: 400 }, (_, p) => ({
      source: (p * 11) % 56,
      destination: p % 3 === 0 ? 55 : (p * 17) % 56,
    }));
    const load = loadOf(rows);
    const [single, lanes] = [
      createParts(crowd, DEFAULT_IQ_OPTIONS),
      createParts(crowd, DEFAULT_IQ_OPTIONS),
    ];
    carry(load, single, createSingleRouters(single));
    carry(load, lanes, createLaneRouters(lanes));
    expect(columns(single.times, load)).toEqual(columns(lanes.times, load));
  });

  it('costs nothing while nothing is sent', () => {
    const engine = createIqEngine(mesh3, DEFAULT_IQ_OPTIONS);
    expect(engine.run(loadOf([]))).toBe(0);
    expect(engine.counts.events).toBe(0);
    engine.run(loadOf([{ source: 0, destination: 8 }]));
    const alone = engine.counts.events;
    engine.run(loadOf([{ source: 0, destination: 8, createTick: 1e9 }]));
    expect(engine.counts.events).toBe(2 * alone);
  });
});

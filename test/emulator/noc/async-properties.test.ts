import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAsyncEngine } from '../../../emulator/noc/async.ts';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';
import { anyCase } from './async-cases.ts';
import { castLoad, unicast } from './async-loads.ts';

function resultsOf(engine: ReturnType<typeof createAsyncEngine>, load: PacketLoad): number[][] {
  const { times } = engine;
  const deliveries = load.deliveryBegin[load.packetCount]!;
  return [
    ...[times.createTicks, times.injectTicks, times.waitedFor].map((column) =>
      Array.from(column.subarray(0, load.packetCount)),
    ),
    ...[
      times.ejectHeadTicks,
      times.ejectTailTicks,
      times.consumedTicks,
      times.routersVisited,
      times.zeroLoadTicks,
    ].map((column) => Array.from(column.subarray(0, deliveries))),
  ];
}

describe('the asynchronous router, whatever network and load', () => {
  it('delivers each packet once to each destination, none before it can', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const engine = createAsyncEngine(fabric, options);
        const load = castLoad(rows);
        const endTick = engine.run(load);
        const { times } = engine;
        let latest = 0;
        for (let p = 0; p < rows.length; p++) {
          expect(times.injectTicks[p]).toBeGreaterThanOrEqual(times.createTicks[p]!);
          expect(times.createTicks[p]).toBeGreaterThanOrEqual(load.createTicks[p]!);
          for (let d = load.deliveryBegin[p]!; d < load.deliveryBegin[p + 1]!; d++) {
            const network = times.ejectTailTicks[d]! - times.injectTicks[p]!;
            expect(network).toBeGreaterThanOrEqual(times.zeroLoadTicks[d]!);
            expect(times.ejectTailTicks[d]).toBeGreaterThanOrEqual(times.ejectHeadTicks[d]!);
            const service = load.serviceTicks?.[d] ?? 0;
            expect(times.consumedTicks[d]).toBeGreaterThanOrEqual(
              times.ejectTailTicks[d]! + service,
            );
            latest = Math.max(latest, times.consumedTicks[d]!);
          }
        }
        expect(endTick).toBe(latest);
      }),
    );
  });

  it('neither loses nor doubles flits, and holds no more than its buffers', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const engine = createAsyncEngine(fabric, options);
        engine.run(castLoad(rows));
        const { outputFlits, flitHops, bufferHighWater } = engine.counts;
        let ejected = 0;
        let hops = 0;
        for (const [output, target] of fabric.outputTarget.entries()) {
          if (target < 0) ejected += outputFlits[output]!;
          else hops += outputFlits[output]!;
        }
        const sent = rows.map((row) => row.flits! * row.destinations.length);
        expect(ejected).toBe(sent.reduce((sum, flits) => sum + flits, 0));
        expect(flitHops).toBe(hops);
        expect(Math.max(...bufferHighWater)).toBeLessThanOrEqual(options.bufferFlits);
      }),
    );
  });

  it('keeps packets of one pair in order within a plane and lane', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const engine = createAsyncEngine(fabric, options);
        const load = castLoad(rows);
        engine.run(load);
        const ways = (fabric.planeCount * options.vcCount!) / fabric.classCount;
        const sentBy = new Map<number, number>();
        const last = new Map<string, number>();
        for (const [p, row] of rows.entries()) {
          const number = sentBy.get(row.source) ?? 0;
          sentBy.set(row.source, number + 1);
          for (const [k, destination] of row.destinations.entries()) {
            const key = `${row.source} ${destination} ${number % ways}`;
            const tick = engine.times.ejectTailTicks[load.deliveryBegin[p]! + k]!;
            expect(tick).toBeGreaterThanOrEqual(last.get(key) ?? 0);
            last.set(key, tick);
          }
        }
      }),
    );
  });

  it('gives the same results for the same input, and leaves an empty network behind', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const first = createAsyncEngine(fabric, options);
        const second = createAsyncEngine(fabric, options);
        const load = castLoad(rows);
        expect(first.run(load)).toBe(second.run(load));
        expect(resultsOf(first, load)).toEqual(resultsOf(second, load));
        expect(first.counts).toEqual(second.counts);
        for (const row of rows.slice(0, 5)) {
          const alone = castLoad([{ ...row, createTick: 0 }]);
          first.run(alone);
          const { ejectTailTicks, zeroLoadTicks, injectTicks } = first.times;
          for (let d = 0; d < row.destinations.length; d++) {
            expect(ejectTailTicks[d]! - injectTicks[0]!).toBe(zeroLoadTicks[d]);
          }
        }
      }),
    );
  });

  it('serves one delivery of a node at a time', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const engine = createAsyncEngine(fabric, options);
        const load = castLoad(rows.map((row) => ({ ...row, serviceTicks: 11 })));
        engine.run(load);
        const ends = new Map<number, number[]>();
        for (const [d, node] of load.destination.entries()) {
          ends.set(node, [...(ends.get(node) ?? []), engine.times.consumedTicks[d]!]);
        }
        for (const ticks of ends.values()) {
          ticks.sort((a, b) => a - b);
          for (let k = 1; k < ticks.length; k++) {
            expect(ticks[k]! - ticks[k - 1]!).toBeGreaterThanOrEqual(11);
          }
        }
      }),
    );
  });

  it('crosses no more links with a tree than with single packets', () => {
    fc.assert(
      fc.property(anyCase, ({ fabric, options, rows }) => {
        const tree = createAsyncEngine(fabric, options);
        const single = createAsyncEngine(fabric, options);
        tree.run(castLoad(rows));
        single.run(
          castLoad(
            rows.flatMap((row) =>
              row.destinations.map((node) => unicast(row.source, node, { flits: row.flits! })),
            ),
          ),
        );
        expect(tree.counts.flitHops).toBeLessThanOrEqual(single.counts.flitHops);
      }),
    );
  });
});

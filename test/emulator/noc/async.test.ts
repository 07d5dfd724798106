import { describe, expect, it } from 'vitest';
import { type AsyncOptions, createAsyncEngine } from '../../../emulator/noc/async.ts';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';
import { buildFabric, buildMesh, buildUnchecked } from '../../../emulator/noc/topology/index.ts';
import { type CastRow, castLoad, HAND_OPTIONS, unicast } from './async-loads.ts';

const row3 = buildMesh({ kind: 'mesh', columns: 3, rows: 1 });
/** Nodes 2r and 2r + 1 at router r. */
const pairs3 = buildMesh({ kind: 'mesh', columns: 3, rows: 1, concentration: 2 });

function carried(fabric: Fabric, rows: readonly CastRow[], options: Partial<AsyncOptions> = {}) {
  const engine = createAsyncEngine(fabric, { ...HAND_OPTIONS, ...options });
  const load = castLoad(rows);
  const endTick = engine.run(load);
  const { times } = engine;
  const packets = (column: ArrayLike<number>): number[] => Array.from(column).slice(0, rows.length);
  const deliveries = (column: ArrayLike<number>): number[] =>
    Array.from(column).slice(0, load.destination.length);
  return {
    endTick,
    engine,
    create: packets(times.createTicks),
    inject: packets(times.injectTicks),
    waitedFor: packets(times.waitedFor),
    head: deliveries(times.ejectHeadTicks),
    tail: deliveries(times.ejectTailTicks),
    consumed: deliveries(times.consumedTicks),
    routers: deliveries(times.routersVisited),
    zeroLoad: deliveries(times.zeroLoadTicks),
  };
}

describe('an asynchronous network alone', () => {
  it('takes the sum of forward times: local 2, two columns 2 x 10, a row 20, local 2', () => {
    const mesh = buildMesh({ kind: 'mesh', columns: 3, rows: 2 });
    const run = carried(mesh, [unicast(0, 5)]);
    expect(run).toMatchObject({ endTick: 44, tail: [44], zeroLoad: [44], routers: [4] });
    expect(run.engine.counts.flitHops).toBe(3);
  });

  it('sends within a router over two local links', () => {
    expect(carried(pairs3, [unicast(0, 1)])).toMatchObject({ tail: [4], routers: [1] });
    expect(carried(pairs3, [unicast(0, 0)])).toMatchObject({ tail: [4], routers: [1] });
  });

  it('lets the flits of a packet follow at the pace of the slowest link', () => {
    const run = carried(row3, [unicast(0, 2, { flits: 3 })]);
    expect(run).toMatchObject({ head: [24], tail: [24 + 2 * 4], zeroLoad: [32] });
  });

  it('lets flits wait for the slot of the one before where a buffer holds one', () => {
    // A slot is in use for the 10 ticks of the link, so each further flit comes 10 later and not 4.
    const run = carried(row3, [unicast(0, 2, { flits: 3 })], { bufferFlits: 1 });
    expect(run).toMatchObject({ head: [24], tail: [44], zeroLoad: [44] });
  });

  it('costs nothing while idle, however long', () => {
    const soon = carried(row3, [unicast(0, 2)]);
    const late = carried(row3, [unicast(0, 2, { createTick: 1e12 })]);
    expect(late.endTick).toBe(soon.endTick + 1e12);
    expect(late.engine.counts.events).toBeLessThanOrEqual(soon.engine.counts.events + 2);
  });

  it('does no work for an empty load', () => {
    const engine = createAsyncEngine(row3, HAND_OPTIONS);
    expect(engine.run(castLoad([]))).toBe(0);
    expect(engine.counts.events).toBe(0);
  });
});

describe('two packets for one link', () => {
  it('leave one cycle apart, and the second knows whom it waited for', () => {
    const run = carried(pairs3, [unicast(0, 4), unicast(1, 4)]);
    expect(run).toMatchObject({ tail: [24, 28], waitedFor: [-1, 0] });
    expect(Math.max(...run.engine.counts.outputBlockedTicks)).toBe(0);
  });

  it('take turns', () => {
    const rows = [unicast(0, 4), unicast(1, 4), unicast(0, 4), unicast(1, 4)];
    expect(carried(pairs3, rows).tail).toEqual([24, 28, 32, 36]);
  });

  it('do not mix their flits: the second head follows the first tail', () => {
    const rows = [unicast(0, 4, { flits: 3 }), unicast(1, 4, { flits: 3 })];
    const run = carried(pairs3, rows);
    expect(run).toMatchObject({ head: [24, 36], tail: [32, 44], waitedFor: [-1, 0] });
  });

  it('leave as far apart as the handshake takes', () => {
    const links = { ...HAND_OPTIONS.links, eastWest: { forwardTicks: 10 } };
    const times = { requestTicks: 3, acknowledgeTicks: 1, latchTicks: 2 };
    const apart = (phases: 'two-phase' | 'four-phase'): number => {
      const options = { links, handshake: { phases, ...times } };
      const { tail } = carried(pairs3, [unicast(0, 4), unicast(1, 4)], options);
      return tail[1]! - tail[0]!;
    };
    expect(apart('two-phase')).toBe(3 + 1 + 2);
    expect(apart('four-phase')).toBe(2 * (3 + 1) + 2);
  });
});

describe('back-pressure', () => {
  it('reaches the source of a slow destination, buffer by buffer', () => {
    const rows = Array.from({ length: 6 }, () => unicast(0, 2, { serviceTicks: 100 }));
    const run = carried(row3, rows, { bufferFlits: 1 });
    expect(run.inject).toEqual([0, 2, 12, 22, 32, 124]);
    expect(run.tail).toEqual([24, 34, 126, 226, 326, 426]);
    expect(run.consumed).toEqual([124, 224, 324, 424, 524, 624]);
    // Waiting for a slot in the ejection FIFO: 42 to 124, 134 to 224, 234 to 324, 334 to 424.
    const eject = row3.nodeOutput[2]!;
    expect(run.engine.counts.outputBlockedTicks[eject]).toBe(82 + 3 * 90);
    expect(run.waitedFor).toEqual([-1, 0, 1, 2, 3, 4]);
  });

  it('tells a sender of a free slot when the acknowledge has returned', () => {
    const handshake = { phases: 'two-phase', acknowledgeTicks: 3 } as const;
    const run = carried(row3, [unicast(0, 1), unicast(0, 1)], { bufferFlits: 1, handshake });
    // The first flit leaves the injection FIFO at 2; the source knows at 5. East is then free from 12 + 3 on.
    expect(run.inject).toEqual([0, 5]);
    expect(run.tail).toEqual([14, 2 + 10 + 3 + 10 + 2]);
  });

  it('is counted as the highest water in a buffer', () => {
    const rows = Array.from({ length: 9 }, () => unicast(0, 2, { serviceTicks: 1000 }));
    const { engine } = carried(row3, rows);
    expect(engine.counts.bufferHighWater[row3.nodeInput[0]!]).toBeLessThanOrEqual(4);
    const east = row3.outputTarget.indexOf(row3.inputBegin[2]! + 1);
    expect(engine.counts.bufferHighWater[row3.outputTarget[east]!]).toBe(4);
  });
});

describe('sources and destinations', () => {
  it('stand still in a closed loop while injection takes nothing', () => {
    const rows = Array.from({ length: 5 }, () => unicast(0, 1, { gapTicks: 5, serviceTicks: 100 }));
    const run = carried(row3, rows, { bufferFlits: 1 });
    expect(run.create).toEqual([5, 10, 15, 22, 32]);
    expect(run.inject).toEqual([5, 10, 17, 27, 119]);
  });

  it('make no packet before its time in a closed loop', () => {
    const rows = [unicast(0, 1, { gapTicks: 5 }), unicast(0, 1, { gapTicks: 5, createTick: 50 })];
    expect(carried(row3, rows).create).toEqual([5, 50]);
  });

  it('use planes in turn; a destination takes the lower plane first where two come together', () => {
    const mesh = buildMesh({ kind: 'mesh', columns: 3, rows: 1, planes: 2 });
    const rows = [unicast(0, 2, { serviceTicks: 7 }), unicast(0, 2, { serviceTicks: 7 })];
    const run = carried(mesh, rows);
    expect(run).toMatchObject({ inject: [0, 0], tail: [24, 24], consumed: [31, 38] });
  });

  it('serve in the order in which heads arrive, over planes', () => {
    const mesh = buildMesh({ kind: 'mesh', columns: 3, rows: 1, planes: 2 });
    const rows = [
      unicast(0, 1, { serviceTicks: 1 }),
      unicast(0, 2, { serviceTicks: 50 }),
      unicast(1, 2, { serviceTicks: 50 }),
    ];
    // Packet 2 comes over plane 0 at 14, packet 1 over plane 1 at 24.
    expect(carried(mesh, rows).consumed).toEqual([15, 64 + 50, 64]);
  });

  it('use lanes of virtual channels in turn, so that one does not hold up the other', () => {
    const rows = [
      unicast(0, 2, { serviceTicks: 1000 }),
      unicast(0, 2, { serviceTicks: 1000 }),
      unicast(0, 2, { serviceTicks: 1000 }),
      unicast(0, 2, { serviceTicks: 1000 }),
      unicast(0, 2, { serviceTicks: 1000 }),
      unicast(0, 1, { serviceTicks: 0 }),
    ];
    const last = (vcCount: number): number =>
      carried(row3, rows, { vcCount, bufferFlits: 1 }).consumed.at(-1)!;
    expect(last(1)).toBeGreaterThan(1000);
    expect(last(6)).toBeLessThan(100);
  });
});

describe('multicast', () => {
  const mesh = buildMesh({ kind: 'mesh', columns: 3, rows: 3 });

  it('crosses the links of its tree once: 6 flits where unicast takes 8', () => {
    const tree = carried(mesh, [{ source: 0, destinations: [8, 2, 6] }]);
    expect(tree).toMatchObject({ tail: [64, 24, 44], zeroLoad: [64, 24, 44], routers: [5, 3, 3] });
    const single = carried(mesh, [unicast(0, 8), unicast(0, 2), unicast(0, 6)]);
    expect(tree.engine.counts.flitHops).toBe(6);
    expect(single.engine.counts.flitHops).toBe(8);
  });

  it('sends each branch when it can, and keeps the flit until all have gone', () => {
    const rows = [unicast(2, 4, { flits: 3 }), { source: 3, destinations: [0, 4] }, unicast(3, 0)];
    const run = carried(pairs3, rows);
    // West leaves at 2; east waits for the tail of packet 0 (sent at 10) until 14, and packet 2 behind it too.
    expect(run.tail).toEqual([14 + 8, 14, 26, 26]);
    expect(run.waitedFor.slice(0, 2)).toEqual([-1, 0]);
  });

  it('sends the flits of a branch on although another branch still waits for its first', () => {
    const rows = [unicast(2, 4, { flits: 3 }), { source: 3, destinations: [0, 4], flits: 3 }];
    const run = carried(pairs3, rows);
    expect(run.head).toEqual([14, 14, 26]);
    expect(run.tail).toEqual([22, 22, 34]);
  });

  it('refuses packets that do not fit into a buffer', () => {
    const rows = [{ source: 0, destinations: [1, 2], flits: 5 }];
    expect(() => carried(mesh, rows)).toThrow(
      expect.objectContaining({ code: 'E_NOC_MULTICAST_BUFFER' }),
    );
    expect(carried(mesh, rows, { bufferFlits: 5 }).tail).toHaveLength(2);
  });

  it('refuses a destination named twice', () => {
    const rows = [{ source: 0, destinations: [1, 2, 1] }];
    expect(() => carried(mesh, rows)).toThrow(/destination 1 more than once/);
  });
});

describe('deadlock', () => {
  const across = (routers: number): CastRow[] =>
    Array.from({ length: routers }, (_, node) => unicast(node, (node + 2) % routers, { flits: 8 }));
  const withKinds = (fabric: Fabric): Partial<AsyncOptions> => ({
    links: Object.fromEntries(
      ['local', ...fabric.linkKinds].map((kind) => [kind, { forwardTicks: 3, cycleTicks: 3 }]),
    ),
    bufferFlits: 1,
  });

  it('of a ring without dateline is found and its circle named', () => {
    const ring = buildUnchecked({ kind: 'ring', routers: 4, dateline: false });
    expect(() => carried(ring, across(4), withKinds(ring))).toThrow(
      expect.objectContaining({
        code: 'E_NOC_STALL',
        message: expect.stringMatching(/4 packets that can never arrive.*closes the circle/),
      }),
    );
  });

  it('does not stop the engine from carrying the next load', () => {
    const ring = buildUnchecked({ kind: 'ring', routers: 4, dateline: false });
    const engine = createAsyncEngine(ring, { ...HAND_OPTIONS, ...withKinds(ring) });
    expect(() => engine.run(castLoad(across(4)))).toThrow(/E_NOC_STALL|stands still/);
    expect(engine.run(castLoad([unicast(0, 1)]))).toBe(9);
  });

  it('cannot happen with a dateline', () => {
    const ring = buildFabric({ kind: 'ring', routers: 4 });
    expect(carried(ring, across(4), withKinds(ring)).consumed).toHaveLength(4);
  });
});

describe('bad input', () => {
  const bad = (change: Partial<PacketLoad>) => () =>
    createAsyncEngine(row3, HAND_OPTIONS).run({ ...castLoad([unicast(0, 1)]), ...change });

  it('is refused with one message', () => {
    expect(bad({ source: Int32Array.of(3) })).toThrow(/source of packet 0 is node 3.*0 to 2/);
    expect(bad({ destination: Int32Array.of(-1) })).toThrow(/destination of packet 0 is node -1/);
    expect(bad({ flits: Int32Array.of(0) })).toThrow(/packet 0 has 0 flits/);
    expect(bad({ createTicks: Float64Array.of(Number.NaN) })).toThrow(/createTicks.*NaN/);
    expect(bad({ createTicks: Float64Array.of(0.5) })).toThrow(/createTicks.*0\.5/);
    expect(bad({ gapTicks: Float64Array.of(-1) })).toThrow(/gapTicks.*-1/);
    expect(bad({ serviceTicks: Float64Array.of(Infinity) })).toThrow(/serviceTicks.*Infinity/);
    expect(bad({ packetCount: 2 })).toThrow(/column deliveryBegin has 2 entries, 3 needed/);
    expect(bad({ deliveryBegin: Int32Array.of(0, 0) })).toThrow(/packet 0 has no delivery/);
    expect(bad({ destination: Int32Array.of() })).toThrow(/column destination has 0 entries/);
  });

  it('is refused in options', () => {
    const engine = (change: Partial<AsyncOptions>) => () =>
      createAsyncEngine(row3, { ...HAND_OPTIONS, ...change });
    expect(engine({ bufferFlits: 0 })).toThrow(/bufferFlits is 0/);
    expect(engine({ links: {} })).toThrow(/no times for links of kind "local"/);
    const links = { ...HAND_OPTIONS.links, eastWest: { forwardTicks: 3 } };
    expect(engine({ links })).toThrow(/links.eastWest.cycleTicks is left out/);
    expect(engine({ vcCount: 1e9 })).toThrow(/vcCount is 1000000000/);
    expect(engine({ bufferFlits: 65_536, vcCount: 64 })).toThrow(/buffer slots/);
    const ring = buildFabric({ kind: 'ring', routers: 3 });
    expect(() => createAsyncEngine(ring, { ...HAND_OPTIONS, vcCount: 1 })).toThrow(/needs 2/);
  });

  it('of an earlier packet leaves the engine sound', () => {
    const engine = createAsyncEngine(row3, HAND_OPTIONS);
    const rows = [unicast(0, 1), unicast(2, 1, { createTick: -1 })];
    expect(() => engine.run(castLoad(rows))).toThrow(/createTicks/);
    expect(engine.run(castLoad([unicast(0, 2)]))).toBe(24);
    expect(engine.counts.flitHops).toBe(2);
  });

  it('where the routing table has no way is refused', () => {
    const nextOutput = row3.nextOutput.slice().fill(255);
    const run = () => carried({ ...row3, nextOutput }, [unicast(0, 2)]);
    expect(run).toThrow(expect.objectContaining({ code: 'E_NOC_ROUTE' }));
  });
});

describe('use of links over time', () => {
  it('is counted in bins that widen as needed', () => {
    const engine = createAsyncEngine(row3, {
      ...HAND_OPTIONS,
      linkUse: { binTicks: 8, binCount: 4 },
    });
    const east = row3.outputBegin[0]!;
    const bins = (): number[] =>
      Array.from(engine.linkUse!.outputFlitsByBin.subarray(east * 4, east * 4 + 4));
    // East sends at 2, 6, 10, 14.
    engine.run(castLoad(Array.from({ length: 4 }, () => unicast(0, 1))));
    expect([engine.linkUse!.binTicks, bins()]).toEqual([8, [2, 2, 0, 0]]);
    // And again, with one more at 102: bins of 32 ticks reach it.
    const rows = Array.from({ length: 4 }, () => unicast(0, 1));
    engine.run(castLoad([...rows, unicast(0, 1, { createTick: 100 })]));
    expect([engine.linkUse!.binTicks, bins()]).toEqual([32, [4, 0, 0, 1]]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveNetwork } from '../../../emulator/live-network.ts';
import { createAsyncEngine } from '../../../emulator/noc/async.ts';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import { createLiveNetwork, type LiveOptions } from '../../../emulator/noc/live.ts';
import { NocStall } from '../../../emulator/noc/stall.ts';
import { buildFabric } from '../../../emulator/noc/topology/index.ts';
import { type AsyncCase, anyCase } from './async-cases.ts';
import { type CastRow, castLoad, HAND_OPTIONS } from './async-loads.ts';

type Arrival = readonly [packet: number, index: number, ps: number];

/** One range of destinations for each row, and a place to collect arrivals. */
function liveOptions(
  rows: readonly CastRow[],
  routers: LiveOptions['routers'],
): { readonly options: LiveOptions; readonly begins: number[]; readonly arrivals: Arrival[] } {
  const arrivals: Arrival[] = [];
  const load = castLoad(rows);
  return {
    arrivals,
    begins: [...load.deliveryBegin],
    options: {
      routers,
      flits: 1,
      destinations: load.destination,
      onArrival: (packet, index, ps) => arrivals.push([packet, index, ps]),
      servicePs: load.serviceTicks,
      extraPs: null,
    },
  };
}

function sendRow(
  network: LiveNetwork,
  rows: readonly CastRow[],
  begins: readonly number[],
  p: number,
  originPs = 0,
): void {
  const { source, createTick, flits } = rows[p]!;
  network.send(createTick! - originPs, source, p, begins[p]!, begins[p + 1]!, flits);
}

/** Arrivals of the engine that carries whole loads, ordered as the live network reports them. */
function arrivalsOfRun({ fabric, options, rows }: AsyncCase): Arrival[] {
  const engine = createAsyncEngine(fabric, options);
  const load = castLoad(rows);
  engine.run(load);
  const arrivals = rows.flatMap((row, p) =>
    row.destinations.map((_, k): Arrival => {
      const d = load.deliveryBegin[p]! + k;
      return [p, d, engine.times.consumedTicks[d]!];
    }),
  );
  return arrivals.sort((a, b) => a[2] - b[2] || a[0] - b[0] || a[1] - b[1]);
}

const openCase = anyCase.map(
  (drawn): AsyncCase => ({
    ...drawn,
    rows: drawn.rows.map(({ gapTicks: _, ...row }) => row),
  }),
);

describe('a network fed while it runs', () => {
  it('reports what the engine of whole loads finds, fed just before each packet exists', () => {
    fc.assert(
      fc.property(openCase, fc.nat(30), (drawn, aheadPs) => {
        const { fabric, options, rows } = drawn;
        const live = liveOptions(rows, options);
        const network = createLiveNetwork('routers', fabric, live.options);
        let sent = 0;
        let untilPs = 0;
        while (sent < rows.length || network.nextPs() < Infinity) {
          const ps = Math.min(network.nextPs(), rows[sent]?.createTick ?? Infinity);
          while (sent < rows.length && rows[sent]!.createTick! <= ps + aheadPs) {
            sendRow(network, rows, live.begins, sent++);
          }
          untilPs = Math.max(untilPs, ps);
          network.advance(untilPs);
        }
        expect(live.arrivals).toEqual(arrivalsOfRun(drawn));
        expect(network.inFlight()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('uses its rows again: three rounds, each with times from its own start, are alike', () => {
    fc.assert(
      fc.property(openCase, fc.boolean(), (drawn, resets) => {
        const { fabric, options, rows } = drawn;
        const live = liveOptions(rows, options);
        const network = createLiveNetwork('routers', fabric, live.options);
        const times: number[] = [];
        for (let round = 0; round < 3; round++) {
          live.arrivals.length = 0;
          for (const p of rows.keys()) sendRow(network, rows, live.begins, p);
          network.advance(Infinity);
          times.push(live.arrivals.at(-1)![2]);
          expect(live.arrivals).toHaveLength(live.begins.at(-1)!);
          const sorted = live.arrivals.map(([, index]) => index).sort((a, b) => a - b);
          expect(sorted).toEqual([...sorted.keys()]);
          if (resets) {
            network.reset();
          } else {
            network.advance(1e9);
            network.rebase(1e9);
          }
        }
        expect(Math.max(...times)).toBeLessThan(1e6);
      }),
    );
  });

  it('goes on alike when its times are counted anew at any moment', () => {
    fc.assert(
      fc.property(openCase, fc.nat(120), (drawn, atPs) => {
        const { fabric, options, rows } = drawn;
        const live = liveOptions(rows, options);
        const network = createLiveNetwork('routers', fabric, live.options);
        const later = rows.findIndex((row) => row.createTick! > atPs);
        const split = later < 0 ? rows.length : later;
        for (let p = 0; p < split; p++) sendRow(network, rows, live.begins, p);
        network.advance(atPs);
        network.rebase(atPs);
        const before = live.arrivals.length;
        for (let p = split; p < rows.length; p++) sendRow(network, rows, live.begins, p, atPs);
        network.advance(Infinity);
        const found = live.arrivals.map(([p, index, ps], k): Arrival => {
          return [p, index, k < before ? ps : ps + atPs];
        });
        expect(found).toEqual(arrivalsOfRun(drawn));
      }),
    );
  });

  it('starts its own clock again where an idle network has run far, and loses nothing by it', () => {
    const rows: CastRow[] = [
      { source: 0, destinations: [3], flits: 2, createTick: 0 },
      { source: 1, destinations: [3], flits: 2, createTick: 0 },
    ];
    const live = liveOptions(rows, HAND_OPTIONS);
    const network = createLiveNetwork('routers', mesh22(), live.options);
    const ends: number[][] = [];
    for (let round = 0; round < 12; round++) {
      live.arrivals.length = 0;
      for (const p of rows.keys()) sendRow(network, rows, live.begins, p);
      network.advance(2 ** 50);
      network.rebase(2 ** 50);
      ends.push(live.arrivals.map(([, , ps]) => ps).sort((a, b) => a - b));
    }
    expect(new Set(ends.map(String)).size).toBe(1);
  });

  it('decides on a packet of the time worked off last after what was decided then', () => {
    const live = liveOptions([{ source: 0, destinations: [3] }], HAND_OPTIONS);
    const network = createLiveNetwork('routers', mesh22(), live.options);
    network.advance(50);
    network.send(50, 0, 7, 0, 1);
    expect(network.nextPs()).toBe(50);
    network.advance(50);
    network.advance(Infinity);
    // In over a local link (2), east (10), north or south (20), out (2).
    expect(live.arrivals).toEqual([[7, 0, 50 + 34]]);
  });

  it('lets a receiver send, which is how spikes go round a circle', () => {
    const fabric = mesh22();
    const passed: number[] = [];
    const network: LiveNetwork = createLiveNetwork('routers', fabric, {
      ...liveOptions([], HAND_OPTIONS).options,
      destinations: Int32Array.of(0, 1, 2, 3),
      onArrival: (packet, index, ps) => {
        passed.push(index);
        if (packet < 1000)
          network.send(ps, index, packet + 1, (index + 1) % 4, ((index + 1) % 4) + 1);
      },
    });
    network.send(0, 0, 0, 1, 2);
    network.advance(Infinity);
    expect(passed).toHaveLength(1001);
    expect(passed.slice(0, 5)).toEqual([1, 2, 3, 0, 1]);
  });
});

describe('networks without waiting', () => {
  it('take the time of a packet alone, with service and crossings of tiers on top', () => {
    fc.assert(
      fc.property(openCase, ({ fabric, options, rows }) => {
        const engine = createAsyncEngine(fabric, options);
        const load = castLoad(rows);
        engine.run(load);
        const live = liveOptions(rows, options);
        const extraPs = Float64Array.from(load.destination, (_, k) => 3 * k);
        const network = createLiveNetwork('zero-load', fabric, { ...live.options, extraPs });
        for (const p of rows.keys()) sendRow(network, rows, live.begins, p);
        network.advance(Infinity);
        for (const [p, index, ps] of live.arrivals) {
          const servicePs = load.serviceTicks?.[index] ?? 0;
          const aloneTicks = engine.times.zeroLoadTicks[index]!;
          expect(ps).toBe(rows[p]!.createTick! + aloneTicks + servicePs + 3 * index);
        }
        expect(live.arrivals).toHaveLength(load.destination.length);
      }),
    );
  });

  it('equal the routers for one packet at a time', () => {
    fc.assert(
      fc.property(openCase, ({ fabric, options, rows }) => {
        const spaced = rows.slice(0, 10).map((row, p) => ({
          ...row,
          destinations: row.destinations.slice(0, 1),
          createTick: p * 1e6,
        }));
        const found = (['zero-load', 'routers'] as const).map((kind) => {
          const live = liveOptions(spaced, options);
          const extraPs = Float64Array.from(spaced, (_, k) => 5 * k);
          const network = createLiveNetwork(kind, fabric, { ...live.options, extraPs });
          for (const p of spaced.keys()) sendRow(network, spaced, live.begins, p);
          network.advance(Infinity);
          return live.arrivals;
        });
        expect(found[0]).toEqual(found[1]);
      }),
    );
  });

  it('take no time at all where ideal, in the order of sending', () => {
    const rows = [
      { source: 0, destinations: [3, 1] },
      { source: 2, destinations: [0] },
    ];
    const live = liveOptions(rows, HAND_OPTIONS);
    const network = createLiveNetwork('ideal', mesh22(), live.options);
    network.send(20, 2, 5, 2, 3);
    network.send(10, 0, 6, 0, 2);
    network.send(10, 0, 7, 2, 3);
    expect(network.nextPs()).toBe(10);
    network.advance(10);
    expect(live.arrivals).toEqual([
      [6, 0, 10],
      [6, 1, 10],
      [7, 2, 10],
    ]);
    expect(network.inFlight()).toBe(1);
  });
});

describe('faults of a live network', () => {
  const rows: CastRow[] = [{ source: 0, destinations: [3, 1] }];

  it.each<[string, (network: LiveNetwork) => void, string]>([
    ['a time worked off', (n) => n.send(5, 0, 0, 0, 1), 'not before 10 ps'],
    ['a time that is no number', (n) => n.send(Number.NaN, 0, 0, 0, 1), 'send at NaN ps'],
    ['a part of a picosecond', (n) => n.send(10.5, 0, 0, 0, 1), 'send at 10.5 ps'],
    ['a source that is not there', (n) => n.send(10, 4, 0, 0, 1), 'has nodes 0 to 3'],
    ['no destination', (n) => n.send(10, 0, 0, 1, 1), 'no range of one or more'],
    ['destinations behind the column', (n) => n.send(10, 0, 0, 0, 9), 'no range of one or more'],
    ['no flit', (n) => n.send(10, 0, 0, 0, 1, 0), 'flits of a packet is 0'],
    ['a tree that does not fit', (n) => n.send(10, 0, 0, 0, 2, 5), 'buffers hold 4'],
    ['advancing backwards', (n) => n.advance(9), 'advance at 9 ps'],
    ['advancing to no number', (n) => n.advance(Number.NaN), 'advance at NaN ps'],
    ['an origin ahead', (n) => n.rebase(11), 'rebase at 11 ps'],
  ])('%s', (_, act, message) => {
    const live = liveOptions(rows, HAND_OPTIONS);
    const network = createLiveNetwork('routers', mesh22(), live.options);
    network.advance(10);
    expect(() => act(network)).toThrow(message);
  });

  it('two packets of a source in the wrong order', () => {
    const live = liveOptions(rows, HAND_OPTIONS);
    const network = createLiveNetwork('routers', mesh22(), live.options);
    network.send(30, 0, 0, 0, 1);
    expect(() => network.send(20, 0, 1, 0, 1)).toThrow('before its packet in front (30 ps)');
  });

  it('a destination named twice, after which the network goes on', () => {
    const live = liveOptions([{ source: 0, destinations: [3, 3] }], HAND_OPTIONS);
    const network = createLiveNetwork('routers', mesh22(), live.options);
    expect(() => network.send(0, 0, 0, 0, 2)).toThrow('more than once');
    network.send(0, 0, 1, 0, 1);
    network.advance(Infinity);
    expect(live.arrivals).toEqual([[1, 0, 34]]);
  });

  it.each([
    [{ destinations: Int32Array.of(4) }, 'destinations[0] is node 4'],
    [{ flits: 0 }, 'option flits is 0'],
    [{ servicePs: new Float64Array(0) }, 'servicePs has 0 entries, 2 needed'],
    [{ extraPs: Float64Array.of(0, Number.NaN) }, 'extraPs[1] is NaN'],
  ])('options %j', (part, message) => {
    const live = liveOptions(rows, HAND_OPTIONS);
    expect(() => createLiveNetwork('ideal', mesh22(), { ...live.options, ...part })).toThrow(
      message,
    );
  });

  it('packets that wait for each other in a circle are named', () => {
    const live = liveOptions(ringRows, ringOptions);
    const network = createLiveNetwork('routers', ring(), live.options);
    for (const p of ringRows.keys()) sendRow(network, ringRows, live.begins, p);
    expect(() => network.advance(Infinity)).toThrow(NocStall);
    network.reset();
    network.send(0, 0, 0, live.begins[0]!, live.begins[1]!, 8);
    network.advance(Infinity);
    expect(live.arrivals.at(-1)?.[0]).toBe(0);
  });
});

function mesh22(): Fabric {
  return buildFabric({ kind: 'mesh', columns: 2, rows: 2, concentration: 1, planes: 1 });
}

/** A ring of four routers without datelines: the classes of the torus are taken away. */
function ring(): Fabric {
  const torus = buildFabric({ kind: 'torus', columns: 4, rows: 1, planes: 1 });
  return { ...torus, classCount: 1, outputDateline: new Uint8Array(torus.outputDateline.length) };
}

const ringOptions: LiveOptions['routers'] = { ...HAND_OPTIONS, bufferFlits: 1 };

const ringRows: CastRow[] = [0, 1, 2, 3].map((source) => ({
  source,
  destinations: [(source + 2) % 4],
  flits: 8,
  createTick: 0,
}));

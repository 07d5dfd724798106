import { describe, expect, it } from 'vitest';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import { createIqEngine } from '../../../emulator/noc/iq.ts';
import { DEFAULT_IQ_OPTIONS, type IqOptions } from '../../../emulator/noc/iq-options.ts';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';
import { NocStall, nocStall } from '../../../emulator/noc/stall.ts';
import { buildFabric, buildMesh } from '../../../emulator/noc/topology/index.ts';
import { renderError } from '../../../src/support/errors.ts';
import { loadOf, type PacketRow } from './iq-loads.ts';

const mesh4 = buildMesh({ kind: 'mesh', columns: 4, rows: 4 });

function run(rows: readonly PacketRow[], options: Partial<IqOptions> = {}, fabric = mesh4) {
  const engine = createIqEngine(fabric, { ...DEFAULT_IQ_OPTIONS, ...options });
  return { endTick: engine.run(loadOf(rows)), ...engine };
}

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return renderError(error);
  }
  return 'no error';
}

describe('the clocked router with one packet', () => {
  it.each([0, 1] as const)('takes 2 + (4 + %d) cycles a router', (routingDelay) => {
    for (let destination = 0; destination < 16; destination++) {
      const { times } = run([{ source: 0, destination }], { routingDelay });
      const routers = 1 + (destination % 4) + Math.floor(destination / 4);
      expect(times.routersVisited[0]).toBe(routers);
      expect(times.ejectHeadTicks[0]).toBe(2 + (4 + routingDelay) * routers);
      expect(times.zeroLoadTicks[0]).toBe(2 + (4 + routingDelay) * routers);
    }
  });

  it('takes 3 cycles a router where it speculates', () => {
    const { times } = run([{ source: 0, destination: 15 }], { speculative: true });
    expect(times.ejectHeadTicks[0]).toBe(2 + 3 * 7);
    expect(times.zeroLoadTicks[0]).toBe(2 + 3 * 7);
  });

  it('is held up by its own credits where it is longer than a buffer (BookSim2: 23 cycles)', () => {
    const { times } = run([{ source: 0, destination: 3, flits: 5 }]);
    expect([times.ejectHeadTicks[0], times.ejectTailTicks[0]]).toEqual([18, 23]);
    expect(times.zeroLoadTicks[0]).toBe(23);
  });

  it('takes as many more cycles as a kind of link is longer', () => {
    const options = { linkLatencies: { eastWest: 5, northSouth: 3 } };
    const { times } = run([{ source: 0, destination: 15 }], options);
    expect(times.ejectHeadTicks[0]).toBe(2 + 4 * 7 + 3 * 4 + 3 * 2);
    expect(times.zeroLoadTicks[0]).toBe(times.ejectHeadTicks[0]);
  });
});

describe('sources and destinations', () => {
  it('make one packet at a time where packets have gaps, the first from tick 0', () => {
    const row = { source: 0, destination: 1, gapTicks: 7 };
    const { times } = run([row, { ...row, flits: 3 }, row]);
    expect([...times.createTicks.subarray(0, 3)]).toEqual([7, 14, 23]);
    expect([...times.injectTicks.subarray(0, 3)]).toEqual([7, 14, 23]);
  });

  it('stand still while the network takes nothing', () => {
    const rows = Array.from({ length: 12 }, () => ({
      source: 0,
      destination: 1,
      gapTicks: 1,
      serviceTicks: 50,
    }));
    const { times, endTick } = run(rows, { bufferFlits: 2 });
    // One is worked on; two places at each of three buffers, one of which is freed early.
    expect(times.injectTicks[11]! - times.createTicks[11]!).toBeLessThanOrEqual(50);
    expect(times.createTicks[11]).toBeGreaterThan(200);
    expect(endTick).toBe(times.ejectTailTicks[0]! + 12 * 50);
    for (let p = 1; p < 12; p++) {
      expect(times.consumedTicks[p]! - times.consumedTicks[p - 1]!).toBe(50);
    }
  });

  it('take packets of any length one after the other while they work', () => {
    const rows = [0, 3, 12, 15].flatMap((source) =>
      [1, 9, 2].map((flits) => ({ source, destination: 5, flits, serviceTicks: 20 })),
    );
    for (const vcCount of [1, 4]) {
      const { times } = run(rows, { vcCount, bufferFlits: 2 });
      const ends = [...times.consumedTicks.subarray(0, 12)].sort((a, b) => a - b);
      ends.slice(1).forEach((end, k) => {
        expect(end - ends[k]!).toBeGreaterThanOrEqual(20);
      });
    }
  });

  it('spread over planes in turn', () => {
    const fabric = buildMesh({ kind: 'mesh', columns: 4, rows: 4, planes: 2 });
    const rows = Array.from({ length: 6 }, () => ({ source: 0, destination: 3 }));
    const { times } = run(rows, {}, fabric);
    expect([...times.injectTicks.subarray(0, 6)]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...times.ejectHeadTicks.subarray(0, 6)]).toEqual([18, 18, 20, 20, 22, 22]);
  });
});

describe('what is kept of waits', () => {
  it('names the packet that went first and the time that the output stood still', () => {
    // Packets from routers 0 and 5 meet at router 1 on their way to 2 and 3.
    const rows = [
      { source: 0, destination: 3, createTick: 0, flits: 4 },
      { source: 1, destination: 3, createTick: 4, flits: 4 },
    ];
    const { times, counts } = run(rows);
    expect([...times.waitedFor.subarray(0, 2)]).toContain(0);
    expect(counts.outputBlockedTicks.reduce((sum, ticks) => sum + ticks, 0)).toBeGreaterThan(0);
    expect(counts.flitHops).toBe(4 * 3 + 4 * 2);
  });

  it('changes no time', () => {
    const rows = Array.from({ length: 300 }, (_, p) => ({
      source: p % 16,
      destination: (p * 7) % 16,
      flits: 1 + (p % 5),
    }));
    for (const vcCount of [1, 2]) {
      const on = run(rows, { vcCount, waits: true });
      const off = run(rows, { vcCount, waits: false });
      expect(on.times.consumedTicks).toEqual(off.times.consumedTicks);
      expect(on.counts.outputFlits).toEqual(off.counts.outputFlits);
      expect(off.times.waitedFor[0]).toBe(-1);
    }
  });
});

describe('a ring', () => {
  const rows = Array.from({ length: 60 }, (_, p) => ({
    source: p % 6,
    destination: ((p % 6) + 2) % 6,
    flits: 9,
  }));
  const ring = buildFabric({ kind: 'ring', routers: 6 });

  it('stands still without datelines, and the error names the circle', () => {
    const unsafe: Fabric = { ...ring, classCount: 1 };
    const engine = createIqEngine(unsafe, { ...DEFAULT_IQ_OPTIONS, bufferFlits: 2 });
    const action = (): number => engine.run(loadOf(rows));
    expect(action).toThrow(NocStall);
    expect(errorOf(action)).toMatch(
      /^E_NOC_STALL: .* stands still at tick [\d,]+ with 60 packets that can never arrive: packet \d+ \(\d -> \d\) at router \d input \d waits for output \d, (held by|full with) packet \d+;.*which closes the circle\. /,
    );
    expect(engine.run(loadOf([{ source: 0, destination: 2 }]))).toBe(2 + 4 * 3);
  });

  it('names the longest chain where there is no circle', () => {
    const wait = (packet: number, holder: number, reason: 'held' | 'full') => ({
      packet,
      source: packet,
      destination: 9,
      place: `router ${packet} input 0`,
      need: 'output 1',
      reason,
      holder,
    });
    const waits = [wait(1, 2, 'held'), wait(2, -1, 'full')];
    expect(renderError(nocStall('a line', 1234, 2, waits))).toBe(
      'E_NOC_STALL: a line stands still at tick 1,234 with 2 packets that can never arrive: packet 1 (1 -> 9) at router 1 input 0 waits for output 1, held by packet 2; packet 2 (2 -> 9) at router 2 input 0 waits for output 1, full. No circle was found: a packet waits for something that is never given back.',
    );
  });

  it('carries everything with datelines and two channels', () => {
    const { times } = run(rows, { vcCount: 2, bufferFlits: 2 }, ring);
    expect(times.consumedTicks.subarray(0, 60).every((tick) => tick > 0)).toBe(true);
  });
});

describe('what the clocked router refuses', () => {
  const engine = createIqEngine(mesh4, DEFAULT_IQ_OPTIONS);
  const good = loadOf([{ source: 0, destination: 1 }]);
  const bad = (change: Partial<PacketLoad>): string =>
    errorOf(() => engine.run({ ...good, ...change }));

  it.each<[string, Partial<PacketLoad>, string]>([
    ['a node outside', { destination: Int32Array.of(16) }, 'has destination 16'],
    ['a negative source', { source: Int32Array.of(-1) }, 'has source -1'],
    ['no flit', { flits: Int32Array.of(0) }, 'has 0 flits'],
    ['a time that is none', { createTicks: Float64Array.of(Number.NaN) }, 'is NaN'],
    ['half a cycle', { createTicks: Float64Array.of(0.5) }, 'is 0.5'],
    ['an endless gap', { gapTicks: Float64Array.of(Number.POSITIVE_INFINITY) }, 'is Infinity'],
    ['a time beyond counting', { createTicks: Float64Array.of(2 ** 52) }, 'node 0 would act'],
    ['a short column', { flits: new Int32Array(0) }, 'flits has 0 values'],
    ['a count that is none', { packetCount: -1 }, 'packetCount is -1'],
  ])('packets with %s', (_, change, text) => {
    expect(bad(change)).toMatch(/^E_NOC_LOAD: packets of a clocked router|^E_NOC_LOAD: node/);
    expect(bad(change)).toContain(text);
    expect(engine.run(good)).toBe(10);
  });

  it('packets of a node that go back in time', () => {
    const rows = [5, 4].map((createTick) => ({ source: 3, destination: 1, createTick }));
    expect(errorOf(() => engine.run(loadOf(rows)))).toMatch(
      /^E_NOC_LOAD: packets 0 and 1 of node 3/,
    );
    expect(engine.run(good)).toBe(10);
  });

  it('multicast', () => {
    const change = { deliveryBegin: Int32Array.of(0, 2), destination: Int32Array.of(1, 2) };
    expect(bad(change)).toMatch(/^E_NOC_MULTICAST: packet 0 has 2 destinations/);
  });

  it.each<[Partial<IqOptions>, string]>([
    [{ vcCount: 0 }, 'vcCount is 0'],
    [{ vcCount: 17 }, 'vcCount is 17'],
    [{ bufferFlits: 1.5 }, 'bufferFlits is 1.5'],
    [{ bufferFlits: 1e9 }, 'bufferFlits is 1000000000'],
    [{ routingDelay: 2 as 1 }, 'routingDelay is 2'],
    [{ linkLatencies: { wide: 2 } }, 'names the kind "wide"'],
    [{ linkLatencies: { eastWest: 0 } }, 'linkLatencies.eastWest is 0'],
  ])('the options %o', (options, text) => {
    const message = errorOf(() => createIqEngine(mesh4, { ...DEFAULT_IQ_OPTIONS, ...options }));
    expect(message).toMatch(/^E_NOC_OPTIONS: clocked router: /);
    expect(message).toContain(text);
  });

  it('one channel where two classes are needed', () => {
    const torus = buildFabric({ kind: 'torus', columns: 4, rows: 4 });
    expect(errorOf(() => createIqEngine(torus, DEFAULT_IQ_OPTIONS))).toContain('needs 2 classes');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDestinations } from '../../emulator/noc/traffic-pattern.ts';
import { parseConfig } from '../../src/cli/noc/config-schema.ts';
import { parseYamlConfig, readConfigText } from '../../src/cli/noc/config-source.ts';
import { buildNetwork } from '../../src/cli/noc/network.ts';
import type { NocSummary } from '../../src/cli/noc/summary.ts';
import { createRng } from '../../src/support/rng.ts';
import { at, cli, cliJson, filesIn, put, readJson, readRows } from './cli.ts';

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/noc/${name}`, import.meta.url));

const QUICK = `
measurement: { warmupCycles: 1000, samplePeriodCycles: 500, samplesMax: 8, findSaturation: false }
`;
const MESH = `
topology: { kind: mesh, columns: 4, rows: 4 }
router: { model: iq, vcs: 1, bufferFlits: 4 }
traffic: { pattern: uniform, loads: [0.02, 0.2] }
seed: 7
`;

let mesh: string;
beforeAll(() => {
  mesh = put('mesh.yaml', MESH + QUICK);
});

const noc = (...argv: readonly string[]): Promise<NocSummary> =>
  cliJson<NocSummary>('noc', ...argv);

/** Without what differs between two runs. */
function stable({ host: _, ...rest }: NocSummary): unknown {
  return rest;
}

describe('noc', () => {
  it('measures the loads of a file', async () => {
    const { curve, network, unit, zeroLoadLatency, saturation, seed } = await noc(mesh);
    expect(network).toMatchObject({ name: 'mesh 4 x 4', routers: 16, nodes: 16, planes: 1 });
    expect(curve.map(({ offeredLoad, state }) => [offeredLoad, state])).toEqual([
      [0.02, 'stable'],
      [0.2, 'stable'],
    ]);
    expect(unit).toBe('cycles');
    expect(seed).toBe('7');
    expect(saturation).toBeNull();
    // 2 + 4 cycles a router, 3.5 routers on average.
    expect(zeroLoadLatency! / 16).toBeCloseTo(1, 1);
    expect(curve[1]!.acceptedRate).toBeCloseTo(0.2, 1);
    expect(curve[1]!.packetLatency!.mean).toBeGreaterThan(curve[0]!.packetLatency!.mean);
  });

  it('gives the same document for the same seed, another for another', async () => {
    const first = stable(await noc(mesh));
    expect(stable(await noc(mesh))).toEqual(first);
    expect(stable(await noc(mesh, '--seed', '7'))).toEqual(first);
    expect(stable(await noc(mesh, '--seed', '8'))).not.toEqual(first);
  });

  it('finds the saturation point of a 4 x 4 mesh near 0.31, as BookSim2 does', async () => {
    const file = put('search.yaml', `${MESH}measurement: { samplePeriodCycles: 1000 }\n`);
    const { saturation, curve } = await noc(file, '--loads', '0.05');
    expect(saturation!.throughput).toBeGreaterThan(0.3);
    expect(saturation!.throughput).toBeLessThan(0.325);
    expect(saturation!.stableLoad).toBeLessThan(saturation!.saturatedLoad!);
    const loads = curve.map(({ offeredLoad }) => offeredLoad);
    expect(loads).toEqual([...loads].sort((a, b) => a - b));
  });

  it('writes a folder of tables', async () => {
    const summary = await noc(mesh, '--out', at('tables'), '--trace-packets', at('packets.csv'));
    expect(filesIn(at('tables'))).toEqual([
      'curve.csv',
      'links.csv',
      'packets.csv',
      'summary.json',
    ]);
    expect(readJson<NocSummary>('tables/summary.json')).toEqual(summary);
    const curve = readRows('tables/curve.csv');
    expect(curve.map(([load, state, latency]) => [load, state, Number(latency)])).toEqual(
      summary.curve.map(({ offeredLoad, state, packetLatency }) => [
        String(offeredLoad),
        state,
        packetLatency!.mean,
      ]),
    );
    const text = readFileSync(at('packets.csv'), 'utf8');
    expect(text).toBe(readFileSync(at('tables/packets.csv'), 'utf8'));
    expect(text.split('\n')[0]).toBe(
      'id,src,dst,flits,t_create,t_inject_head,t_eject_head,t_eject_tail,routers_visited,wait_source,zero_load,wait_network,waited_for',
    );
    const packets = readRows('packets.csv').map((row) => row.map(Number));
    expect(packets.length).toBe(summary.shown.packetsInRun);
    for (const [, , , , create, , , tail, , source, alone, network] of packets) {
      expect(source! + alone! + network!).toBe(tail! - create!);
    }
    // 48 links between routers and 16 to nodes; what came in at nodes went out at nodes.
    const links = readRows('tables/links.csv');
    expect(links.length).toBe(48 + 16);
    const local = links.filter(([, , , kind]) => kind === 'local');
    expect(local.reduce((sum, [, , , , flits]) => sum + Number(flits), 0)).toBe(packets.length);
  });

  it('carries the packets of a trace, and its output is a trace again', async () => {
    const trace = example('trace.yaml');
    const { curve, shown } = await noc(trace, '--trace-packets', at('first.csv'));
    expect(curve).toEqual([]);
    expect(shown).toMatchObject({ state: 'trace', packetsInRun: 5 });
    // Packet 0 crosses 7 routers with 2 flits and waits for nobody: 2 + 4 * 7 + 1.
    expect(readRows('first.csv')[0]!.slice(5, 8).map(Number)).toEqual([0, 30, 31]);
    const again = put(
      'again.yaml',
      'topology: { kind: mesh, columns: 4, rows: 4 }\nrouter: { model: iq }\ntraffic: { trace: first.csv }\n',
    );
    await noc(again, '--trace-packets', at('second.csv'));
    expect(readFileSync(at('second.csv'), 'utf8')).toBe(readFileSync(at('first.csv'), 'utf8'));
  });

  it('takes packets of a trace in the order of their ids', async () => {
    const file = put('trace.yaml', MESH.replace(/traffic: .*/, 'traffic: { trace: turned.csv }'));
    put('turned.csv', 'id,src,dst,flits,t_create\n9,0,3,1,5\n2,0,1,1,3\n');
    await noc(file, '--trace-packets', at('turned-out.csv'));
    expect(readRows('turned-out.csv').map(([id]) => id)).toEqual(['2', '9']);
  });

  it('measures an asynchronous network in nanoseconds', async () => {
    const file = put(
      'async.yaml',
      `topology: { kind: mesh, columns: 3, rows: 1 }
router:
  model: async
  bufferFlits: 2
  links: { eastWest: { forwardNs: 4, cycleNs: 5 }, northSouth: { forwardNs: 4, cycleNs: 5 }, local: { forwardNs: 1, cycleNs: 2 } }
traffic: { pattern: uniform, toItself: false, loads: 0.01 }
${QUICK}`,
    );
    const { unit, cycleNs, curve } = await noc(file);
    expect([unit, cycleNs]).toEqual(['ns', 5]);
    // One or two hops of 4 ns and 1 ns at each end.
    const { min, max, p50 } = curve[0]!.packetLatency!;
    expect([min, p50]).toEqual([6, 6]);
    expect(max).toBeGreaterThanOrEqual(10);
  });

  it('writes a page with the curve and the links, the same bytes each time', async () => {
    await noc(mesh, '--report', at('noc.html'));
    const page = readFileSync(at('noc.html'), 'utf8');
    expect(page).toContain('<h1>mesh 4 x 4</h1>');
    expect(page).toContain('id="chart-latency"');
    expect(page.match(/<path class="link /g)).toHaveLength(48);
    expect(page).not.toMatch(/https?:\/\/|NaN|undefined/);
    await noc(mesh, '--report', at('noc2.html'));
    expect(readFileSync(at('noc2.html'), 'utf8')).toBe(page);
  });

  it('prints a table for people', async () => {
    const { code, out, err } = await cli('noc', mesh);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('mesh 4 x 4: 16 routers, 16 nodes; clocked, 1 virtual channel');
    expect(out).toMatch(/^ *load +state +latency +p50/m);
    expect(out).toMatch(/^ +0\.2 +stable +\d/m);
    expect(out).toContain('zero load');
    expect(out).toMatch(/router \d+ -> (router|node) \d+ \(\w+\): busy/);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('keeps the loads that are finished when it is interrupted', async () => {
    const loads = Array.from({ length: 50 }, (_, k) => (k + 1) / 200).join(',');
    const running = cli('noc', mesh, '--loads', loads, '--json');
    const interrupt = setInterval(() => {
      if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
      clearInterval(interrupt);
    }, 20);
    const { code, out, err } = await running;
    const { curve, warnings } = JSON.parse(out) as NocSummary;
    expect(code).toBe(0);
    expect(curve.length).toBeGreaterThan(0);
    expect(curve.length).toBeLessThan(50);
    expect(warnings[0]).toMatch(/^W_INTERRUPTED: \d+ loads were measured/);
    expect(err).toContain('W_INTERRUPTED');
  });

  it('says when loads have too few packets to tell', async () => {
    const { warnings } = await noc(mesh, '--loads', '0.0001');
    expect(warnings.join()).toContain('W_NOC_FEW_PACKETS');
  });
});

describe('the examples', () => {
  const folder = example('');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it.each(names)('%s can be run', (name) => {
    const path = `${folder}${name}`;
    const source = parseYamlConfig(readConfigText(path), path);
    const config = parseConfig(source);
    const { grid } = buildNetwork(config, source);
    expect(grid.nodeCount).toBeGreaterThan(1);
    const { traffic } = config;
    if (traffic.kind === 'trace') return;
    expect(() => createDestinations(traffic.pattern, grid, createRng('1'))).not.toThrow();
  });
});

describe('a BookSim2 configuration', () => {
  const CFG = `// as BookSim2 reads it
topology = mesh; k = 4; n = 2;
routing_function = dim_order;
num_vcs = 2; vc_buf_size = 6;
routing_delay = 0;
packet_size = 3;
traffic = hotspot({{5,6},{3,1}});
injection_rate = 0.01;
injection_rate_uses_flits = 1;
sample_period = 500; warmup_periods = 2; max_samples = 4;
print_csv_results = 1;
`;

  it('is translated', async () => {
    const { config, curve } = await noc(put('book.cfg', CFG), '--loads', '0.01,0.02');
    expect(config.topology).toEqual({ kind: 'mesh', columns: 4, rows: 4 });
    expect(config.router).toMatchObject({ vcs: 2, bufferFlits: 6, routingDelay: 0 });
    expect(config.traffic).toMatchObject({
      packetFlits: 3,
      pattern: {
        kind: 'hotspot',
        nodes: [
          { node: 5, share: 0.75 },
          { node: 6, share: 0.25 },
        ],
      },
    });
    expect(config.measurement).toMatchObject({ warmupCycles: 1000, samplePeriodCycles: 500 });
    expect(curve[0]!.offeredLoad).toBe(0.01);
  });

  it('has the values that BookSim2 has for what it leaves out', async () => {
    const file = put('short.cfg', 'topology = mesh; k = 2; sample_period = 300;\n');
    const { config } = await noc(file, '--loads', '0.05');
    expect(config.router).toMatchObject({ vcs: 16, bufferFlits: 8, routingDelay: 1 });
  });
});

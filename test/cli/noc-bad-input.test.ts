import { beforeAll, describe, expect, it } from 'vitest';
import { at, cli, cliFailure, filesIn, folder, put } from './cli.ts';

const TOPOLOGY = 'topology: { kind: mesh, columns: 4, rows: 4 }\n';
const ROUTER = 'router: { model: iq, vcs: 1, bufferFlits: 4 }\n';
const TRAFFIC = 'traffic: { pattern: uniform, loads: [0.1] }\n';

/** One message for a configuration that cannot be run. */
function failure(text: string | Uint8Array, name = 'bad.yaml'): Promise<string> {
  return cliFailure(2, 'noc', put(name, text));
}

/** All lines of a message that has several. */
async function failures(text: string): Promise<string[]> {
  const before = filesIn(folder);
  const { code, out, err } = await cli('noc', put('bad.yaml', text));
  expect([code, out]).toEqual([2, '']);
  expect(filesIn(folder).filter((file) => !before.includes(file) && file !== 'bad.yaml')).toEqual(
    [],
  );
  return err.replaceAll(`${folder}/`, '').trimEnd().split('\n');
}

describe('a configuration of noc', () => {
  it('that is missing, empty, a folder or no YAML', async () => {
    expect(await cliFailure(2, 'noc', at('nope.yaml'))).toBe(
      'E_FILE: nope.yaml: there is no such file (a network configuration was expected).',
    );
    expect(await failure('')).toContain('bad.yaml is empty');
    expect(await cliFailure(2, 'noc', folder)).toContain('is a folder');
    expect(await failure('- 1\n')).toBe(
      'E_NOC_CONFIG: bad.yaml:1:1: a configuration is a mapping of keys to values',
    );
    expect(await failure('a: [1\n')).toMatch(/^E_NOC_CONFIG: bad\.yaml:\d:\d: not YAML: /);
    expect(await failure(Uint8Array.of(0xff, 0xfe, 0))).toContain('not UTF-8');
    expect(await failure(`${'['.repeat(100_000)}\n`)).toMatch(/^E_NOC_CONFIG/);
  });

  it('with a key twice or an alias', async () => {
    expect(await failure(`${TOPOLOGY}${TOPOLOGY}`)).toBe(
      'E_NOC_CONFIG: bad.yaml:2:1: the key "topology" stands twice',
    );
    expect(await failure('a: &a [1]\nb: *a\n')).toBe(
      'E_NOC_CONFIG: bad.yaml:2:4: "*a" refers to another place; write the value out',
    );
  });

  it('with missing, unknown and wrong keys: all of them, each with its place', async () => {
    const lines = await failures(
      'topology: { kind: mesh, colums: 4, rows: 0 }\nrouter: { model: iqq }\ntrafic: 3\n',
    );
    expect(lines).toEqual([
      'E_NOC_CONFIG: bad.yaml:1:1: topology.columns: missing',
      'bad.yaml:1:1: traffic: missing',
      'bad.yaml:1:25: topology.colums: unknown key; did you mean "columns"?',
      'bad.yaml:1:36: topology.rows: 0 is too small: at least 1',
      'bad.yaml:2:11: router.model: expected one of iq, async, found "iqq"',
      'bad.yaml:3:1: trafic: unknown key; did you mean "traffic"?',
    ]);
  });

  it.each([
    [
      'buffers of no flit',
      TOPOLOGY + ROUTER.replace('4', '0') + TRAFFIC,
      'router.bufferFlits: 0 is too small',
    ],
    [
      'no virtual channel',
      TOPOLOGY + ROUTER.replace('vcs: 1', 'vcs: 0') + TRAFFIC,
      'router.vcs: 0 is too small',
    ],
    ['too many channels', TOPOLOGY + ROUTER.replace('vcs: 1', 'vcs: 99') + TRAFFIC, '1 to 16'],
    [
      'a load above 1',
      TOPOLOGY + ROUTER + TRAFFIC.replace('0.1', '1.5'),
      'traffic.loads[0]: 1.5 is too big: at most 1',
    ],
    [
      'loads that are no numbers',
      TOPOLOGY + ROUTER + TRAFFIC.replace('0.1', '.nan'),
      'expected a load',
    ],
    ['no loads', `${TOPOLOGY + ROUTER}traffic: { pattern: uniform }\n`, 'give loads'],
    ['no pattern', `${TOPOLOGY + ROUTER}traffic: { loads: 0.1 }\n`, 'give a pattern'],
    [
      'an unknown pattern',
      TOPOLOGY + ROUTER + TRAFFIC.replace('uniform', 'unifrom'),
      'did you mean "uniform"?',
    ],
    [
      'a hotspot without nodes',
      TOPOLOGY + ROUTER + TRAFFIC.replace('uniform', 'hotspot'),
      'needs hotspots',
    ],
    [
      'a hotspot that does not exist',
      `${TOPOLOGY}${ROUTER}traffic: { pattern: hotspot, hotspots: [16], loads: 0.1 }\n`,
      'there is no node 16; nodes are 0 to 15',
    ],
    [
      'a pattern that needs a square',
      TOPOLOGY.replace('rows: 4', 'rows: 2') + ROUTER + TRAFFIC.replace('uniform', 'transpose'),
      'square grid of nodes, here is 4 by 2',
    ],
    [
      'a trace beside a pattern',
      `${TOPOLOGY}${ROUTER}traffic: { trace: a.csv, pattern: uniform }\n`,
      'has no use beside trace',
    ],
    [
      'routes that close a circle',
      `topology: { kind: torus, columns: 4, rows: 4, dateline: false }\n${ROUTER}${TRAFFIC}`,
      'E_NOC_CYCLE',
    ],
    [
      'one channel on a torus',
      TOPOLOGY.replace('mesh', 'torus') + ROUTER + TRAFFIC,
      'multiple of 2',
    ],
    [
      'more ports than a router may have',
      TOPOLOGY.replace('rows: 4', 'rows: 4, concentration: 40') + ROUTER + TRAFFIC,
      'E_NOC_PORTS',
    ],
    ['absurd sizes', TOPOLOGY.replaceAll('4', '30000') + ROUTER + TRAFFIC, 'E_NOC_SIZE'],
    [
      'links without times',
      `${TOPOLOGY}router: { model: async, bufferFlits: 2, links: { local: { forwardNs: 1, cycleNs: 1 } } }\n${TRAFFIC}`,
      'no times for links of kind',
    ],
    [
      'bursts that cannot carry the load',
      `${TOPOLOGY}${ROUTER}traffic: { pattern: uniform, loads: 0.5, injection: bursts, bursts: { onCycles: 9, onLoad: 0.2 } }\n`,
      'at most 0.2',
    ],
    [
      'runs that no memory holds',
      `${TOPOLOGY}${ROUTER}${TRAFFIC}measurement: { samplePeriodCycles: 1000000000 }\n`,
      'packets, over the',
    ],
  ])('with %s', async (_, text, message) => {
    expect(await failure(text)).toContain(message);
  });

  it('names the place of what the network does not allow', async () => {
    const text = `${ROUTER}${TRAFFIC}topology: { kind: graph, routers: 2, links: [{ a: 0, b: 7 }] }\n`;
    expect(await failure(text)).toMatch(/^E_NOC_\w+: bad\.yaml:3:1: topology: /);
  });

  it('with one value that breaks two rules: one fault', async () => {
    const text = `${TOPOLOGY}${ROUTER}${TRAFFIC}measurement: { samplePeriodCycles: 1e300 }\n`;
    expect(await failure(text)).toContain('samplePeriodCycles: 1e+300 is too big');
  });

  it('with nodes that cannot reach each other', async () => {
    const graph =
      'topology: { kind: graph, routers: 4, links: [{ a: 0, b: 1 }, { a: 2, b: 3 }] }\n';
    expect(await failure(graph + ROUTER + TRAFFIC)).toMatch(/^E_NOC_/);
  });

  it('with bad options beside it', async () => {
    const good = put('good.yaml', TOPOLOGY + ROUTER + TRAFFIC);
    expect(await cliFailure(2, 'noc', good, '--loads', '0.1,x')).toContain('--loads 0.1,x');
    expect(await cliFailure(2, 'noc', good, '--loads', '2')).toContain('at most 1');
    expect(await cliFailure(2, 'noc', good, '--out', good)).toMatch(/^E_WRITE/);
    expect(await cliFailure(2, 'noc', good, '--trace-packets', folder)).toMatch(/^E_WRITE/);
    expect(await cliFailure(2, 'noc')).toMatch(/^E_USAGE/);
  });
});

describe('a packet trace', () => {
  const HEAD = 'id,src,dst,flits,t_create\n';
  let config: string;
  beforeAll(() => {
    config = put('config.yaml', `${TOPOLOGY}${ROUTER}traffic: { trace: t.csv }\n`);
  });

  async function trace(text: string | Uint8Array): Promise<string> {
    put('t.csv', text);
    return cliFailure(2, 'noc', config);
  }

  it('that is missing, empty or holds no packet', async () => {
    const text = `${TOPOLOGY}${ROUTER}traffic: { trace: gone.csv }\n`;
    expect(await failure(text)).toContain('gone.csv: there is no such file');
    expect(await trace('')).toContain('t.csv is empty');
    expect(await trace(HEAD)).toBe(
      'E_NOC_TRACE: t.csv: the packet trace has a header and no packet.',
    );
    expect(await trace('0,1,2,1,0\n')).toContain('t.csv:1: column 1 is "0"');
    expect(await trace(Uint8Array.of(0xff, 0xff))).toContain('not UTF-8');
  });

  it.each([
    ['0,1,2,1\n', ':2:9: t_create: there is no value'],
    ['0,1,2,1,0\n1,x,2,1,0\n', ':3:3: src: "x" is not a whole number'],
    ['0,1,16,1,0\n', ':2:5: dst: 16 is no node of mesh 4 x 4, which has 0 to 15'],
    ['0,-1,2,1,0\n', ':2:3: src: -1 is no node'],
    ['0,1,2,0,0\n', ':2:7: flits: 0 is out of range'],
    ['0,1,2,1,-5\n', ':2:9: t_create: -5 is out of range'],
    ['0,1,2,1,1.5\n', ':2:9: t_create: "1.5" is not a whole number'],
    ['0,1,2,1,NaN\n', '"NaN" is not a whole number'],
    ['0,1,2,1,1e3\n', '"1e3" is not a whole number'],
    ['0,1,2,1,99999999999999999999\n', 'out of range'],
    [
      '0,1,2,1,9\n1,1,2,1,3\n',
      ':3: t_create: packet 1 is made at 3, before the one of node 1 that precedes it (9)',
    ],
    ['0,1,2,1,9\n0,1,2,1,9\n', ':3: id: packet 0 stands twice'],
  ])('with %j', async (rows, message) => {
    expect(await trace(HEAD + rows)).toContain(`t.csv${message}`.replace(/^t\.csv(?!:)/, ''));
  });
});

describe('a BookSim2 configuration', () => {
  it('with values that cannot be run is refused by name', async () => {
    const { code, err } = await cli(
      'noc',
      put(
        'bad.cfg',
        'topology = fattree;\nk = 4;\nrouter = event;\nwait_for_tail_credit = 1;\nspeculatve = 1;\n',
      ),
    );
    expect(code).toBe(2);
    expect(err.replaceAll(`${folder}/`, '').trimEnd().split('\n')).toEqual([
      'E_NOC_BOOKSIM: bad.cfg:3:1: router: event cannot be run here; only iq can',
      'bad.cfg:4:1: wait_for_tail_credit: 1 cannot be run here; only 0 can',
      'bad.cfg:5:1: speculatve: this BookSim2 key is not translated; did you mean "speculative"?',
    ]);
  });

  it.each([
    ['topology = fattree;', 'bad.cfg:1:1: topology: fattree is not translated'],
    ['k = 4;\nn = 3;', 'bad.cfg:2:1: n: 3 is out of range'],
    ['k = 4;\ntraffic = taper64;', 'traffic: taper64 is not translated; uniform,'],
    ['k = 4;\ninjection_rate = 0.5; packet_size = 4;', 'it makes 2 flits a cycle'],
    ['k = 4;\nvc_buf_size = 0;', 'vc_buf_size: 0 is out of range'],
    ['k = 4;\ninjection_process = gauss;', 'gauss is not translated; bernoulli and on_off are'],
    ['k = 4;\nnum_vcs 4;', 'bad.cfg:2:1: "num_vcs 4" is not of the form key = value;'],
    ['k = 4;\nnum_vcs = 4', 'bad.cfg:2:1: "num_vcs = 4" is not of the form key = value;'],
  ])('with %j', async (text, message) => {
    expect(await failure(`${text}\n`, 'bad.cfg')).toContain(message);
  });
});

import { describe, expect, it } from 'vitest';
import {
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
} from '../../../src/readers/sana-fe/index.ts';
import { renderError } from '../../../src/support/errors.ts';
import { ARCHITECTURE, NETLIST, NETWORK } from '../../support/sana-fe-texts.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return renderError(error);
  }
  return 'no error';
}

const architecture = (from: string, to: string): string =>
  messageOf(() => {
    expect(ARCHITECTURE).toContain(from);
    return readSanafeArchitecture(bytesOf(ARCHITECTURE.replace(from, to)), 'arch.yaml');
  });

const network = (from: string, to: string, text: string = NETWORK): string =>
  messageOf(() => {
    expect(text).toContain(from);
    const changed = readSanafeNetwork(bytesOf(text.replace(from, to)), 'net.yaml');
    const chip = readSanafeArchitecture(bytesOf(ARCHITECTURE), 'arch.yaml');
    return importSanafe(changed, chip, { remap: false });
  });

const netlist = (from: string, to: string): string => network(from, to, NETLIST);

describe('an architecture is refused with its line', () => {
  it('for an unknown attribute, with the nearest name', () => {
    expect(architecture('latency_north_hop', 'latency_nort_hop')).toMatch(
      /^E_SANAFE: arch\.yaml:14:9: .*no attribute "latency_nort_hop"\. Did you mean "latency_north_hop"\?/,
    );
  });

  it('for a negative cost', () => {
    expect(architecture('3.0e-12', '-3.0e-12')).toMatch(
      /^E_SANAFE: arch\.yaml:15:9: .*is negative/,
    );
  });

  it('for numbers in another unit or with a unit behind them', () => {
    expect(architecture('4.0e-12', '4.0')).toMatch(/numbers are in joule/);
    expect(architecture('4.0e-12', '4.0pJ')).toMatch(/"?4\.0pJ"?: a number is expected/);
  });

  it('for a missing attribute and more tiles than the mesh has', () => {
    expect(architecture('    width: 3\n', '')).toMatch(/"width" is missing/);
    expect(architecture('tile[0..5]', 'tile[0..6]')).toMatch(/7 tiles do not fit a mesh of 3 by 2/);
  });

  it('for other buffers, models and topologies', () => {
    expect(architecture('buffer_position: soma', 'buffer_position: dendrite')).toMatch(
      /only a time-step buffer before the soma/,
    );
    expect(architecture('model: accumulator', 'model: acumulator')).toMatch(
      /Did you mean "accumulator"\?/,
    );
  });

  it('where it is cut off', () => {
    expect(architecture(ARCHITECTURE.slice(900), '')).toMatch(/^E_SANAFE: arch\.yaml:\d+:\d+: /);
  });
});

describe('a network is refused with its line', () => {
  it('for unknown attributes, groups and units', () => {
    expect(network('bias: 2', 'bais: 2')).toMatch(
      /^E_SANAFE: net\.yaml:7:11: .*no neuron attribute "bais"\. Did you mean "bias"\?/,
    );
    expect(network('a.0 -> b.0', 'a.0 -> c.0')).toMatch(
      /^E_SANAFE: net\.yaml:14:5: .*no group "c"/,
    );
    expect(network('synapse_hw_name: slow', 'synapse_hw_name: slw')).toMatch(
      /no synapse unit "slw"\. Did you mean "slow"\?/,
    );
  });

  it('for a cost that an event in use lacks, counted', () => {
    expect(network('synapse_hw_name: slow', 'synapse_hw_name: unpriced')).toMatch(
      /^E_SANAFE_COST: .*"unpriced" states no latency_process_spike, and 3 synapses/,
    );
  });

  it('for cores that do not exist and neurons that are mapped twice or not at all', () => {
    expect(network('core: 3.1', 'core: 6.0')).toMatch(
      /^E_SANAFE: net\.yaml:19:3: .*no core 6\.0: small has tiles 0 to 5/,
    );
    expect(network('core: 3.1', 'core: 3.2')).toMatch(/cores 0 to 1 on each tile/);
    expect(network('b.0..1: {core', 'b.0: {core')).toMatch(
      /1 neurons are mapped to no core, the first is b\.1/,
    );
    expect(network('- b.0..1', '- a.1: {core: 0.0}\n- b.0..1')).toMatch(
      /neuron a\.1 is mapped twice/,
    );
  });

  it('where it is cut off', () => {
    expect(network(NETWORK.slice(NETWORK.indexOf('mappings')), '')).toMatch(
      /"mappings" is missing/,
    );
    expect(network(NETWORK.slice(NETWORK.indexOf('weight: 1.5')), '')).toMatch(
      /^E_SANAFE: net\.yaml:\d+:\d+: not YAML/,
    );
  });

  it('for hostile sizes and aliases', () => {
    expect(network('0..1: {}', '0..999999999: {}')).toMatch(/1 to 16,777,216 are read/);
    expect(network('  name: small', '  name: &x small\n  edges: *x')).toMatch(
      /^E_SANAFE: net\.yaml:\d+:\d+: aliases/,
    );
    expect(network('  name: small', `  name: ${'['.repeat(100_000)}`)).toMatch(
      /^E_SANAFE: net\.yaml:\d+:\d+: not YAML that is read here: nesting/,
    );
  });
});

describe('a netlist is refused with its line', () => {
  it('for what it names wrong', () => {
    expect(netlist('e 0.0->1.0 weight=6', 'e 0.0->1.7 weight=6')).toMatch(
      /^E_SANAFE: net\.yaml:6: there is no neuron 1\.7; the group has 2/,
    );
    expect(netlist('n 0.0 bias=2', 'n 0.0 bais=2')).toMatch(/^E_SANAFE: net\.yaml:4: .*"bias"/);
    expect(netlist('weight=1.5', 'wieght=1.5')).toMatch(/^E_SANAFE: net\.yaml:7: .*"weight"/);
    expect(netlist('weight=1.5', 'weight=x')).toMatch(/:7: weight=x: a number is expected/);
    expect(netlist('& 1.1@3.1', 'x 1.1@3.1')).toMatch(
      /^E_SANAFE: net\.yaml:12: .*a line begins with/,
    );
  });

  it('where it is cut off', () => {
    expect(
      netlist('e 0.1->1.1 weight=-1.5\n& 0.0@0.0\n& 0.1@0.0\n& 1.0@3.1\n& 1.1@3.1\n', 'e 0.1->'),
    ).toMatch(/^E_SANAFE: net\.yaml:8: a whole number is expected at column 8/);
    expect(netlist('& 1.1@3.1\n', '')).toMatch(
      /1 neurons are mapped to no core, the first is 1\.1/,
    );
  });
});

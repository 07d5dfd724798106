/** A network of four neurons by hand: steps, updates, packets and times as SANA-FE's rules give them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../chip-profiles/schema.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../../emulator/emulate.ts';
import type { SampleTrace } from '../../../src/model/trace.ts';
import {
  type ImportedSanafe,
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
} from '../../../src/readers/sana-fe/index.ts';
import { createIntegerSimulator } from '../../../src/reference/simulate-quant.ts';
import { eventsOf } from '../../properties/small-network.ts';
import { ARCHITECTURE, NETLIST, NETWORK } from '../../support/sana-fe-texts.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function imported(network: string, remap = false): ImportedSanafe {
  const architecture = readSanafeArchitecture(bytesOf(ARCHITECTURE), 'arch.yaml');
  return importSanafe(readSanafeNetwork(bytesOf(network), 'net'), architecture, { remap });
}

function traceOf({ network, profile, mapping }: ImportedSanafe, steps: number): SampleTrace {
  const { image } = compile(network, profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet: profile.defaultParameterSet,
    arithmetic: 'sanafe',
    ...(mapping ? { given: mapping } : {}),
  });
  const traces: SampleTrace[] = [];
  const options = { ...DEFAULT_EMULATION_OPTIONS, steps, recordSpikes: true };
  const set = profile.parameterSets[profile.defaultParameterSet]!;
  createEmulator(image, set, options, (trace) => traces.push(trace)).feed(eventsOf([]), true);
  return traces[0]!;
}

describe('an imported network', () => {
  const trace = traceOf(imported(NETWORK), 5);
  const column = (values: Int32Array): number[] => Array.from(values);

  it('runs in steps of the chip: a fires in step 2 and 4, b.0 in step 3 and 5', () => {
    expect(column(trace.steps.fired)).toEqual([0, 2, 1, 2, 1]);
    expect(column(trace.spikes!.steps)).toEqual([1, 1, 2, 3, 3, 4]);
  });

  it('counts an update where weights of a sum of 0 arrive', () => {
    // b.1 gets 1.5 - 1.5 in step 3; b.0 keeps 0.5 after its soft reset, so that it is updated on.
    expect(column(trace.steps.updated)).toEqual([2, 2, 4, 3, 4]);
  });

  it('books packets and synaptic events in the step that sends them', () => {
    // Tile 3 of SANA-FE stands in column 1, row 1: two hops from tile 0.
    expect(column(trace.steps.packets)).toEqual([0, 2, 0, 2, 0]);
    expect(column(trace.steps.hops)).toEqual([0, 4, 0, 4, 0]);
    expect(column(trace.steps.synapticEvents)).toEqual([0, 3, 0, 3, 0]);
  });

  it('takes the slower of all sending and all receiving sides, and the barrier of its tiles', () => {
    // Step 2: two neurons are updated and fire (2 x 40 ns) and send (2 x 5); 2 x 16 + 3 x 5 ns are received.
    expect(Array.from(trace.steps.stepPs, (ps) => ps / 1000)).toEqual([120, 190, 150, 190, 150]);
  });

  it('is the same from the netlist and from gzipped files', () => {
    expect(traceOf(imported(NETLIST), 5).spikes).toEqual(trace.spikes);
    const packed = readSanafeNetwork(gzipSync(NETLIST), 'net.gz');
    expect(packed.edges.size).toBe(1);
  });

  it('keeps spikes when it is mapped anew, and on the integer reference', () => {
    const anew = imported(NETWORK, true);
    expect(anew.mapping).toBeNull();
    expect(traceOf(anew, 5).spikes).toEqual(trace.spikes);
    const { quantNet } = compile(anew.network, anew.profile, {
      ...DEFAULT_COMPILE_OPTIONS,
      parameterSet: anew.profile.defaultParameterSet,
      arithmetic: 'sanafe',
    });
    const reference = createIntegerSimulator(quantNet).run(eventsOf([]), 5);
    expect(Array.from(reference.steps)).toEqual(Array.from(trace.spikes!.steps));
  });

  it('has a profile that the schema takes', () => {
    const { profile } = imported(NETWORK);
    expect(profileSchema.parse(profile)).toEqual(profile);
    const rows = profile.parameterSets.imported!.barrierNs;
    expect(rows.map(({ tilesMax, timeNs }) => [tilesMax, timeNs.value])).toEqual([
      [2, 100],
      [Number.MAX_SAFE_INTEGER, 200],
    ]);
  });

  it('prices synapses by the unit of their target', () => {
    const { network, profile } = imported(NETWORK);
    expect(network.projections.map(({ registers }) => registers!.pricedAs)).toEqual(['dense']);
    const { energyPj } = profile.parameterSets.imported!;
    expect(energyPj.synapseDense).toMatchObject({
      value: 20,
      note: 'Unit slow with dendrite sum.',
    });
  });

  it('says what it rounded', () => {
    const { network } = imported(NETWORK.replace('weight: 6}', 'weight: 0.1}'));
    expect(network.assumptions).toHaveLength(1);
    expect(network.assumptions[0]!.text).toMatch(/^projection "a -> b": 1 weights do not fit/);
  });
});

import { describe, expect, it } from 'vitest';
import { arrange } from '../../../compiler/hypergraph/arrange.ts';
import { collapseTwins } from '../../../compiler/hypergraph/coarsen.ts';
import { createDraws } from '../../../compiler/hypergraph/draws.ts';
import { sourcesOf } from '../../../compiler/hypergraph/graph.ts';
import { finestLevel, type Level } from '../../../compiler/hypergraph/level.ts';
import { PartitionState } from '../../../compiler/hypergraph/state.ts';
import { gridGraph, shuffledGraph, synfireGraph } from '../../support/snng-networks.ts';
import { UNLIMITED } from './random-graph.ts';

const CORES = 5;

function levelOf(graph: ReturnType<typeof gridGraph>): Level {
  return finestLevel(graph, sourcesOf(graph));
}

function countsOf(level: Level, part: Int32Array): unknown {
  const state = new PartitionState(level, UNLIMITED, CORES, part, false);
  const { km1, neurons, synapses, inputAxons, outputAxons } = state;
  return { km1, neurons, synapses, inputAxons, outputAxons };
}

/** Mean difference of the numbers at both ends of a pin. */
function meanDistance({ netCount, netSources, pinBegins, pins }: Level): number {
  let sum = 0;
  for (let e = 0; e < netCount; e++) {
    for (let k = pinBegins[e]!; k < pinBegins[e + 1]!; k++) {
      sum += Math.abs(pins[k]! - netSources[e]!);
    }
  }
  return sum / pins.length;
}

describe('an arranged level', () => {
  const shuffled = levelOf(shuffledGraph(gridGraph(64, 3), 7));
  const arranged = arrange(shuffled, 0)!;

  it('is the same network under other numbers', () => {
    const draws = createDraws(1);
    const part = Int32Array.from({ length: shuffled.vertexCount }, () => draws.below(CORES));
    const moved = new Int32Array(part.length);
    part.forEach((core, v) => {
      moved[arranged.vertexOf[v]!] = core;
    });
    expect(new Set(arranged.vertexOf).size).toBe(shuffled.vertexCount);
    expect(countsOf(arranged.level, moved)).toEqual(countsOf(shuffled, part));
  });

  it('has the ends of most synapses near each other', () => {
    expect(meanDistance(arranged.level)).toBeLessThan(meanDistance(shuffled) / 3);
  });

  it('is left out where index order is good, and where levels are small', () => {
    expect(arrange(levelOf(gridGraph(64, 3)), 0)).toBe(null);
    expect(arrange(shuffled)).toBe(null);
  });
});

describe('twins', () => {
  const caps = { neurons: 16, synapses: Infinity };

  it('are found among shuffled groups, up to the cap', () => {
    const level = levelOf(synfireGraph(8, 32, 2));
    const { level: merged, vertexOf } = collapseTwins(level, caps, null)!;
    expect(merged.vertexCount).toBe(16);
    expect(Math.max(...merged.sizes)).toBe(16);
    expect(vertexOf.length).toBe(256);
  });

  it('are not looked for where there are none', () => {
    expect(collapseTwins(levelOf(gridGraph(24, 1)), caps, null)).toBe(null);
  });
});

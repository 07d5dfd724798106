import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeshState, pairsOf } from '../../../compiler/hypergraph/anneal-mesh.ts';
import { countHops, squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic } from '../../../compiler/hypergraph/metrics.ts';
import { MESH_PLACERS, placeOnMesh } from '../../../compiler/hypergraph/place-mesh.ts';
import { anyGraph } from './random-graph.ts';

describe('placement of cores on a mesh', () => {
  for (const { name } of MESH_PLACERS) {
    it(`${name}: each core has a slot of its own`, () => {
      fc.assert(
        fc.property(anyGraph, (graph) => {
          const part = Int32Array.from({ length: graph.neuronCount }, (_, i) => i);
          const traffic = coreTraffic(graph, part, graph.neuronCount);
          const { slots, mesh, hops } = placeOnMesh(name, traffic, { effort: 'fast', seed: 1 });
          expect(new Set(slots).size).toBe(graph.neuronCount);
          expect(Math.max(...slots)).toBeLessThan(mesh.width * mesh.height);
          expect(hops).toBe(countHops(traffic, slots, mesh));
          const rows = placeOnMesh('row-major', traffic, { effort: 'fast', seed: 1 });
          if (name === 'anneal') expect(hops).toBeLessThanOrEqual(rows.hops);
        }),
        { numRuns: 40 },
      );
    });
  }

  it('predicts the hops that a swap saves', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(), fc.nat(), (graph, pickCore, pickSlot) => {
        const cores = graph.neuronCount;
        const part = Int32Array.from({ length: cores }, (_, i) => i);
        const traffic = coreTraffic(graph, part, cores);
        const mesh = squareMesh(cores);
        const state = new MeshState(pairsOf(traffic), part.slice(), mesh);
        const [core, slot] = [pickCore % cores, pickSlot % (mesh.width * mesh.height)];
        if (slot === core) return;
        const before = countHops(traffic, state.slots, mesh);
        const gain = state.gain(core, slot);
        state.swap(core, slot);
        expect(before - countHops(traffic, state.slots, mesh)).toBe(gain);
      }),
    );
  });
});

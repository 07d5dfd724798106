import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countHops } from '../../../compiler/hypergraph/mesh.ts';
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
          const again = placeOnMesh(name, traffic, { effort: 'fast', seed: 1 });
          expect(again.slots).toEqual(slots);
        }),
        { numRuns: 40 },
      );
    });
  }
});

import type { QuantNet } from '../../src/model/mapping.ts';
import { populationGrid } from '../population-grid.ts';
import type { Atoms } from './atoms.ts';

/**
 * Core of each atom when all populations lie over each other on one plane that is cut into `rows` x `columns`
 * tiles: what a neuron reaches near its own place stays on its core. Populations without a plane are dealt out in
 * their order.
 */
export function alignAtoms(net: QuantNet, atoms: Atoms, rows: number, columns: number): Int32Array {
  const part = new Int32Array(atoms.count);
  const cores = rows * columns;
  atoms.shapes.forEach((shape, population) => {
    if (shape === null) return;
    const [, height, width] = populationGrid(net, population);
    const { size } = net.populations[population]!;
    const isPlane = height > 1 || shape.kind === 'boxes';
    for (let atom = atoms.begins[population]!; atom < atoms.begins[population + 1]!; atom++) {
      const middle = atoms.neurons[atom]![atoms.neurons[atom]!.length >> 1]!;
      if (!isPlane) {
        part[atom] = Math.min(cores - 1, Math.floor((middle / size) * cores));
        continue;
      }
      const row = Math.floor((((Math.floor(middle / width) % height) + 0.5) / height) * rows);
      const column = Math.floor((((middle % width) + 0.5) / width) * columns);
      part[atom] = row * columns + column;
    }
  });
  return part;
}

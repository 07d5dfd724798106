import type { SpikeGraph } from './graph.ts';
import type { RowReader, RuleNetwork } from './rule-network.ts';
import { forEachTarget, populationBegins, productTargets } from './rule-network.ts';

/** The network with every synapse listed, each neuron with one spike; for networks that are small enough. */
export function expandRules(network: RuleNetwork): SpikeGraph {
  const begins = populationBegins(network);
  const neuronCount = begins[begins.length - 1]!;
  const offsets = new Int32Array(neuronCount + 1);
  let targets = new Int32Array(1 << 16);
  let count = 0;
  network.populations.forEach(({ shape, size }, pre) => {
    const rules = network.rules.filter((rule) => rule.pre === pre);
    const readers = rules.map((rule) => (rule.kind === 'rows' ? rule.open() : null));
    for (let i = 0; i < size; i++) {
      const z = i % shape[2];
      const y = Math.floor(i / shape[2]) % shape[1];
      const x = Math.floor(i / (shape[1] * shape[2]));
      const begin = count;
      const room = rules.reduce(
        (sum, rule) =>
          sum +
          (rule.kind === 'product'
            ? productTargets(rule, x, y, z)
            : network.populations[rule.post]!.size),
        0,
      );
      if (count + room > targets.length) targets = grown(targets, count + room);
      rules.forEach((rule, k) => {
        const first = begins[rule.post]!;
        if (rule.kind === 'product') {
          forEachTarget(rule, network.populations[rule.post]!.shape, [x, y, z], (target) => {
            targets[count++] = first + target;
          });
        } else {
          count = readRow(readers[k]!, first, targets, count);
        }
      });
      count = distinct(targets, begin, count);
      offsets[begins[pre]! + i + 1] = count;
    }
  });
  const spikes = new Int32Array(neuronCount).fill(1);
  return { neuronCount, offsets, targets: targets.slice(0, count), spikes };
}

function readRow(reader: RowReader, first: number, targets: Int32Array, count: number): number {
  const found = reader.next();
  for (let n = 0; n < found; n++) targets[count + n] = first + reader.targets[n]!;
  return count + found;
}

function grown(values: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(Math.max(least, values.length * 2));
  next.set(values);
  return next;
}

/** Sorts a row and drops what stands twice; returns its end. */
function distinct(targets: Int32Array, begin: number, end: number): number {
  targets.subarray(begin, end).sort();
  let kept = begin;
  for (let k = begin; k < end; k++) {
    if (k === begin || targets[k] !== targets[k - 1]) targets[kept++] = targets[k]!;
  }
  return kept;
}

/**
 * Generators of the mapping suite's networks, written from its README; `snngChecksum` must equal the values
 * printed there.
 */
import type { SpikeGraph } from '../../compiler/hypergraph/graph.ts';

interface Stream {
  /** Uniform in [0, bound), one draw of mulberry32. */
  readonly below: (bound: number) => number;
}

function mulberry32(seed: number): Stream {
  let a = seed >>> 0;
  return {
    below: (bound) => {
      a = (a + 0x6d2b79f5) >>> 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * bound);
    },
  };
}

function drawSpikes(neuronCount: number, stream: Stream): Int32Array {
  const spikes = new Int32Array(neuronCount);
  for (let i = 0; i < neuronCount; i++) {
    const x = stream.below(64);
    const y = stream.below(64);
    spikes[i] = 1 + Math.floor((x * y) / 64);
  }
  return spikes;
}

/** Collects the distinct targets of one neuron after the other. */
class Columns {
  readonly offsets: Int32Array;
  private targets: Int32Array;
  private count = 0;
  private readonly mark: Int32Array;
  private source = 0;

  constructor(neuronCount: number, perNeuron: number) {
    this.offsets = new Int32Array(neuronCount + 1);
    this.targets = new Int32Array(Math.max(16, neuronCount * perNeuron));
    this.mark = new Int32Array(neuronCount).fill(-1);
  }

  /** Adds a target of the present neuron; false where it is there already or is that neuron. */
  add(target: number): boolean {
    if (target === this.source || this.mark[target] === this.source) return false;
    this.mark[target] = this.source;
    if (this.count === this.targets.length) {
      const grown = new Int32Array(this.targets.length * 2);
      grown.set(this.targets);
      this.targets = grown;
    }
    this.targets[this.count++] = target;
    return true;
  }

  /** Ends the present neuron. */
  close(): void {
    this.targets.subarray(this.offsets[this.source]!, this.count).sort();
    this.offsets[++this.source] = this.count;
  }

  finish(spikes: Int32Array): SpikeGraph {
    return {
      neuronCount: spikes.length,
      offsets: this.offsets,
      targets: this.targets.slice(0, this.count),
      spikes,
    };
  }
}

/** A layer and how it reads the one before it. */
interface LayerSpec {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly kind: 'input' | 'fc' | 'pool' | 'conv';
  readonly kernel?: number;
  readonly pad?: number;
}

function layered(layers: readonly LayerSpec[], seed: number): SpikeGraph {
  const sizes = layers.map((l) => l.width * l.height * l.channels);
  const neuronCount = sizes.reduce((sum, size) => sum + size, 0);
  const columns = new Columns(neuronCount, 64);
  let begin = 0;
  layers.forEach((from, n) => {
    const to = layers[n + 1];
    const next = begin + sizes[n]!;
    for (let y = 0; y < from.height; y++) {
      for (let x = 0; x < from.width; x++) {
        for (let c = 0; c < from.channels; c++) {
          if (to) for (const target of targetsIn(to, y, x, c)) columns.add(next + target);
          columns.close();
        }
      }
    }
    begin = next;
  });
  return columns.finish(drawSpikes(neuronCount, mulberry32(seed)));
}

function targetsIn(to: LayerSpec, y: number, x: number, c: number): number[] {
  const { width, height, channels } = to;
  if (to.kind === 'fc') return Array.from({ length: width * height * channels }, (_, t) => t);
  if (to.kind === 'pool') {
    const [py, px] = [y >> 1, x >> 1];
    return py < height && px < width ? [(py * width + px) * channels + c] : [];
  }
  const found: number[] = [];
  const [kernel, pad] = [to.kernel!, to.pad!];
  for (let ky = 0; ky < kernel; ky++) {
    for (let kx = 0; kx < kernel; kx++) {
      const [yy, xx] = [y + pad - ky, x + pad - kx];
      if (yy < 0 || xx < 0 || yy >= height || xx >= width) continue;
      for (let o = 0; o < channels; o++) found.push((yy * width + xx) * channels + o);
    }
  }
  return found;
}

function fc(size: number): LayerSpec {
  return { width: 1, height: 1, channels: size, kind: 'fc' };
}

export function mlpGraph(seed = 101): SpikeGraph {
  return layered([{ ...fc(784), kind: 'input' }, fc(1024), fc(1024), fc(10)], seed);
}

export function lenetGraph(seed = 102): SpikeGraph {
  return layered(
    [
      { width: 28, height: 28, channels: 1, kind: 'input' },
      { width: 28, height: 28, channels: 6, kind: 'conv', kernel: 5, pad: 2 },
      { width: 14, height: 14, channels: 6, kind: 'pool' },
      { width: 10, height: 10, channels: 16, kind: 'conv', kernel: 5, pad: 0 },
      { width: 5, height: 5, channels: 16, kind: 'pool' },
      fc(120),
      fc(84),
      fc(10),
    ],
    seed,
  );
}

/** A ring with some synapses rewired (small world). */
export function ringGraph(neuronCount: number, half: number, seed: number): SpikeGraph {
  const stream = mulberry32(seed);
  const spikes = drawSpikes(neuronCount, stream);
  const columns = new Columns(neuronCount, 2 * half);
  for (let i = 0; i < neuronCount; i++) {
    for (let d = 1; d <= half; d++) {
      for (const sign of [1, -1]) {
        let target = (i + sign * d + neuronCount) % neuronCount;
        if (stream.below(10) === 0) target = stream.below(neuronCount);
        columns.add(target);
      }
    }
    columns.close();
  }
  return columns.finish(spikes);
}

/** A plane with local synapses, one in 32 rewired. */
export function gridGraph(side: number, seed: number): SpikeGraph {
  const neuronCount = side * side;
  const stream = mulberry32(seed);
  const spikes = drawSpikes(neuronCount, stream);
  const columns = new Columns(neuronCount, 25);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let dy = -3; dy <= 3; dy++) {
        for (let dx = -3; dx <= 3; dx++) {
          const [yy, xx] = [y + dy, x + dx];
          if ((dx === 0 && dy === 0) || yy < 0 || xx < 0 || yy >= side || xx >= side) continue;
          if (stream.below(2) !== 0) continue;
          const near = yy * side + xx;
          columns.add(stream.below(32) === 0 ? stream.below(neuronCount) : near);
        }
      }
      columns.close();
    }
  }
  return columns.finish(spikes);
}

/** Groups that each feed all of the next one, neuron numbers shuffled. */
export function synfireGraph(groups: number, per: number, seed: number): SpikeGraph {
  const neuronCount = groups * per;
  const stream = mulberry32(seed);
  const drawn = drawSpikes(neuronCount, stream);
  const renamed = Int32Array.from({ length: neuronCount }, (_, i) => i);
  for (let i = neuronCount - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const value = renamed[i]!;
    renamed[i] = renamed[j]!;
    renamed[j] = value;
  }
  const oldOf = new Int32Array(neuronCount);
  for (let o = 0; o < neuronCount; o++) oldOf[renamed[o]!] = o;
  const columns = new Columns(neuronCount, per);
  for (let i = 0; i < neuronCount; i++) {
    const next = Math.floor(oldOf[i]! / per) + 1;
    for (let n = 0; n < per && next < groups; n++) columns.add(renamed[next * per + n]!);
    columns.close();
  }
  return columns.finish(Int32Array.from({ length: neuronCount }, (_, i) => drawn[oldOf[i]!]!));
}

/** The same network with its neurons in random order. */
export function shuffledGraph(graph: SpikeGraph, seed: number): SpikeGraph {
  const { neuronCount, offsets, targets, spikes } = graph;
  const stream = mulberry32(seed);
  const renamed = Int32Array.from({ length: neuronCount }, (_, i) => i);
  for (let i = neuronCount - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const value = renamed[i]!;
    renamed[i] = renamed[j]!;
    renamed[j] = value;
  }
  const oldOf = new Int32Array(neuronCount);
  for (let o = 0; o < neuronCount; o++) oldOf[renamed[o]!] = o;
  const columns = new Columns(neuronCount, Math.ceil(targets.length / neuronCount));
  for (let i = 0; i < neuronCount; i++) {
    const o = oldOf[i]!;
    for (let k = offsets[o]!; k < offsets[o + 1]!; k++) columns.add(renamed[targets[k]!]!);
    columns.close();
  }
  return columns.finish(Int32Array.from({ length: neuronCount }, (_, i) => spikes[oldOf[i]!]!));
}

/** Every neuron with `fanOut` random targets: no structure at all. */
export function randomGraph(neuronCount: number, fanOut: number, seed: number): SpikeGraph {
  const stream = mulberry32(seed);
  const spikes = drawSpikes(neuronCount, stream);
  const columns = new Columns(neuronCount, fanOut);
  for (let i = 0; i < neuronCount; i++) {
    for (let taken = 0; taken < fanOut; ) if (columns.add(stream.below(neuronCount))) taken++;
    columns.close();
  }
  return columns.finish(spikes);
}

/** 64 inputs into a reservoir of 8 x 8 x 16 with distance-dependent synapses. */
export function reservoirGraph(seed: number): SpikeGraph {
  const [inputs, size] = [64, 1024];
  const stream = mulberry32(seed);
  const spikes = drawSpikes(inputs + size, stream);
  const columns = new Columns(inputs + size, 40);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < size; j++) if (stream.below(10) < 3) columns.add(inputs + j);
    columns.close();
  }
  const inhibits = Uint8Array.from({ length: size }, () => (stream.below(5) === 0 ? 1 : 0));
  const strength = [3, 2, 4, 1];
  for (let j = 0; j < size; j++) {
    for (let q = 0; q < size; q++) {
      const [dx, dy, dz] = [
        (j & 7) - (q & 7),
        ((j >> 3) & 7) - ((q >> 3) & 7),
        (j >> 6) - (q >> 6),
      ];
      const squared = dx * dx + dy * dy + dz * dz;
      if (q === j || squared > 36) continue;
      const chance = Math.floor(65536 * Math.exp(-squared / 4));
      const weight = strength[2 * inhibits[j]! + inhibits[q]!]!;
      if (stream.below(65536) * 10 < chance * weight) columns.add(inputs + q);
    }
    columns.close();
  }
  return columns.finish(spikes);
}

/** FNV-1a, 32 bit, over N, E, then spikes, out-degree and targets of each neuron as little-endian words. */
export function snngChecksum(graph: SpikeGraph): string {
  let hash = 0x811c9dc5;
  const add = (word: number): void => {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((word >>> shift) & 255), 0x01000193);
    }
  };
  add(graph.neuronCount);
  add(graph.targets.length);
  for (let i = 0; i < graph.neuronCount; i++) {
    const [begin, end] = [graph.offsets[i]!, graph.offsets[i + 1]!];
    add(graph.spikes[i]!);
    add(end - begin);
    for (let k = begin; k < end; k++) add(graph.targets[k]!);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

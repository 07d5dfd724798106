/**
 * The chip's rules written a second time, slowly and by definition: every synapse is listed from the
 * definition of its map (a convolution by its outputs, not its inputs), the registers are BigInts. It
 * shares no arithmetic with the emulator or the integer reference.
 */
import type { SpikeInput } from '../../src/model/events.ts';
import type { QuantNet, QuantPopulation, QuantProjection } from '../../src/model/mapping.ts';
import type { Conv } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';

interface Synapse {
  readonly pre: number;
  readonly post: number;
  readonly weight: number;
  readonly delaySteps: number;
}

export interface NaiveRun {
  /** `step/population/index`, in order. */
  readonly spikes: string[];
  /** Synaptic events of each step. */
  readonly synapticEvents: number[];
  readonly uMax: bigint;
  readonly vMax: bigint;
  /** Largest |a << 6| that one step added to a current. */
  readonly addedMax: number;
  /** u wraps and v clips. */
  readonly saturations: number;
}

export function listSynapses(projection: QuantProjection): Synapse[] {
  const { connectivity: map, delaySteps } = projection;
  const synapses: Synapse[] = [];
  const add = (pre: number, post: number, weight: number, own = 0): void => {
    synapses.push({ pre, post, weight, delaySteps: delaySteps + own });
  };
  if (map.kind === 'dense') {
    map.weights.forEach((weight, k) => {
      add(k % map.preSize, Math.floor(k / map.preSize), weight);
    });
  } else if (map.kind === 'one-to-one') {
    for (let k = 0; k < map.size; k++)
      add(k, k, typeof map.weights === 'number' ? map.weights : map.weights[k]!);
  } else if (map.kind === 'sparse') {
    for (let pre = 0; pre < map.preSize; pre++) {
      for (let k = map.offsets[pre]!; k < map.offsets[pre + 1]!; k++) {
        add(pre, map.targets[k]!, map.weights[k]!, projection.synapseDelaySteps?.[k] ?? 0);
      }
    }
  } else listConv(map, add);
  return synapses;
}

function listConv(
  map: Conv<Int16Array>,
  add: (pre: number, post: number, weight: number) => void,
): void {
  const [channels, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const groupIn = channels / map.groups;
  for (let o = 0; o < outChannels; o++) {
    const group = Math.floor((o * map.groups) / outChannels);
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let c = 0; c < groupIn; c++) {
          for (let ky = 0; ky < map.kernel[0]; ky++) {
            for (let kx = 0; kx < map.kernel[1]; kx++) {
              const y = oy * map.stride[0] - map.padding[0] + ky * map.dilation[0];
              const x = ox * map.stride[1] - map.padding[1] + kx * map.dilation[1];
              if (y < 0 || x < 0 || y >= map.inputExtent[0] || x >= map.inputExtent[1]) continue;
              const weight =
                map.weights[((o * groupIn + c) * map.kernel[0] + ky) * map.kernel[1] + kx]!;
              add(
                ((group * groupIn + c) * height + y) * width + x,
                (o * outHeight + oy) * outWidth + ox,
                weight,
              );
            }
          }
        }
      }
    }
  }
}

/** rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12). */
function decay(value: bigint, k: number): bigint {
  const size = ((value < 0n ? -value : value) * BigInt(4096 - k)) >> 12n;
  return value < 0n ? -size : size;
}

class Compartments {
  readonly u: bigint[];
  readonly v: bigint[];
  readonly pause: number[];
  readonly a: number[];

  constructor({ size, registers }: QuantPopulation) {
    this.u = new Array<bigint>(size).fill(0n);
    this.v = Array.from({ length: size }, (_, k) => BigInt(valueAt(registers?.v0 ?? 0, k)));
    this.pause = new Array<number>(size).fill(0);
    this.a = new Array<number>(size).fill(0);
  }
}

const LIMIT = 1n << 23n;

/** Runs `steps` input steps and the depth of the network. */
export function runNaiveChip(net: QuantNet, input: SpikeInput, steps: number): NaiveRun {
  const end = steps + net.depth;
  const events = net.populations.map(({ size }) =>
    Array.from({ length: end }, () => new Array<number>(size).fill(0)),
  );
  placeInputs(net, input, events);
  const compartments = net.populations.map((population) => new Compartments(population));
  const wires = net.projections.map((projection) => ({
    projection,
    synapses: listSynapses(projection),
  }));
  const run = {
    spikes: [] as string[],
    synapticEvents: [] as number[],
    uMax: 0n,
    vMax: 0n,
    addedMax: 0,
    saturations: 0,
  };
  for (let step = 0; step < end; step++) {
    let delivered = 0;
    for (const { projection, synapses } of wires) {
      const sums = new Map<string, number>();
      for (const { pre, post, weight, delaySteps } of synapses) {
        const count = events[projection.pre]![step - 1 - delaySteps]?.[pre] ?? 0;
        delivered += count;
        const key = `${post}/${delaySteps}`;
        sums.set(key, (sums.get(key) ?? 0) + weight * count);
      }
      const { a } = compartments[projection.post]!;
      for (const [key, sum] of sums)
        a[Number.parseInt(key, 10)]! += Math.floor(sum * 2 ** projection.weightExp);
    }
    run.synapticEvents.push(delivered);
    net.populations.forEach((population, p) => {
      if (population.registers === null || step < population.startStep) return;
      for (let k = 0; k < population.size; k++) {
        if (!stepCompartment(population, compartments[p]!, k, run)) continue;
        events[p]![step]![k] = 1;
        run.spikes.push(`${step}/${p}/${k}`);
      }
    });
  }
  return run;
}

function placeInputs(net: QuantNet, input: SpikeInput, events: number[][][]): void {
  input.steps.forEach((step, e) => {
    let index = input.indices[e]!;
    for (const [p, { size, registers }] of net.populations.entries()) {
      if (registers !== null) continue;
      if (index < size) {
        events[p]![step]![index]! += input.counts[e]!;
        return;
      }
      index -= size;
    }
  });
}

/** One step of one compartment; true where it fires. */
function stepCompartment(
  { registers }: QuantPopulation,
  state: Compartments,
  k: number,
  run: { uMax: bigint; vMax: bigint; addedMax: number; saturations: number },
): boolean {
  const at = (name: string): number => valueAt(registers![name] ?? 0, k);
  let u = decay(state.u[k]!, at('du') + 1) + BigInt(state.a[k]!) * 64n;
  run.addedMax = Math.max(run.addedMax, Math.abs(state.a[k]!) * 64);
  state.a[k] = 0;
  if (u > LIMIT || u <= -LIMIT) {
    u += u > 0n ? -2n * LIMIT : 2n * LIMIT;
    run.saturations++;
  }
  state.u[k] = u;
  const [uSize, paused] = [u < 0n ? -u : u, state.pause[k]! > 0];
  if (uSize > run.uMax) run.uMax = uSize;
  if (paused) {
    state.pause[k]!--;
    state.v[k] = 0n;
    return false;
  }
  const [mantissa, exponent] = [BigInt(at('biasMant')), at('biasExp')];
  const bias = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa >> BigInt(-exponent);
  let v = decay(state.v[k]!, at('dv')) + u + bias;
  if (v >= LIMIT || v <= -LIMIT) {
    v = v > 0n ? LIMIT - 1n : 1n - LIMIT;
    run.saturations++;
  }
  const fires = at('spikes') === 1 && v > BigInt(at('vthMant')) << 6n;
  if (fires && at('resets') === 1) v = 0n;
  if (fires) state.pause[k] = at('refractorySteps');
  state.v[k] = v;
  const vSize = v < 0n ? -v : v;
  if (vSize > run.vMax) run.vMax = vSize;
  return fires;
}

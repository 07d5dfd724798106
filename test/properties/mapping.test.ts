import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Network } from '../../src/model/network.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawChance, drawOne } from './draw.ts';
import { listSynapses, runNaiveChip } from './naive-chip.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { randomPartition, wholePartition } from './random-partition.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  spikeKeys,
  UNLIMITED_LOIHI,
  withLimits,
  withRoomyTables,
} from './run-network.ts';

const STEPS = 10;

/** Any width of weights, and the emulated subtract reset where the network can have it. */
function randomOptions(draw: Draw, { populations }: Network): Partial<CompileOptions> {
  const weightBits = drawChance(draw, 3) ? draw(2, 9) : 8;
  const resettable = populations.every(({ parameters }) => parameters.model !== 'cuba-lif');
  if (!resettable || !drawChance(draw, 3)) return { weightBits };
  return { weightBits, reset: 'subtract', emulateReset: true };
}

describe('a mapping does not change what a network computes', () => {
  for (const [kind, runs] of [
    ['registers', 250],
    ['real', 120],
    ['mixed', 80],
  ] as const) {
    it(`gives one core's spikes and synaptic events on many cores (${kind} networks)`, () => {
      let [spikes, manyCores] = [0, 0];
      checkCases(runs, (draw) => {
        const network = randomNetwork(draw, kind);
        const input = randomInput(draw, network, STEPS);
        const options = randomOptions(draw, network);
        const { quantNet } = compileOn(UNLIMITED_LOIHI, network, options);
        const whole = wholePartition(quantNet);
        const one = compileOn(UNLIMITED_LOIHI, network, { ...options, partition: whole });
        const partition = randomPartition(draw, quantNet);
        const many = compileOn(withRoomyTables(LOIHI), network, { ...options, partition });
        expect(checkImage(many.image)).toEqual([]);
        const naive = runNaiveChip(quantNet, input, STEPS);
        for (const { image } of [one, many]) {
          const [trace] = emulate(image, [input], { steps: STEPS });
          expect(spikeKeys(trace!.spikes!)).toEqual(naive.spikes);
          expect(Array.from(trace!.steps.synapticEvents)).toEqual(naive.synapticEvents);
          expect(trace!.saturations).toBe(naive.saturations);
        }
        expect(spikeKeys(createIntegerSimulator(quantNet).run(input, STEPS))).toEqual(naive.spikes);
        spikes += naive.spikes.length;
        if (many.image.cores.length > 1) manyCores++;
      });
      expect(spikes).toBeGreaterThan(runs * 5);
      expect(manyCores).toBeGreaterThan(runs / 3);
    });
  }
});

describe('what a partitioner yields', () => {
  it.each([
    ['structured', 250],
    ['balanced', 100],
  ] as const)(
    'is legal, holds each synapse once, or fails with a limit (%s)',
    (partitioner, runs) => {
      let [fitted, coresMost, refused] = [0, 0, 0];
      checkCases(runs, (draw) => {
        const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed'] as const));
        const input = randomInput(draw, network, STEPS);
        const profile = withLimits(LOIHI, {
          compartments: draw(4, 40),
          inputAxons: draw(12, 80),
          outputAxons: draw(12, 80),
          synapseMemoryBits: 64 * draw(20, 200),
        });
        let compilation: ReturnType<typeof compileOn>;
        try {
          compilation = compileOn(profile, network, { partitioner });
        } catch (error) {
          if (!(error instanceof SpikeloomError)) throw error;
          expect(['E_FIT', 'E_FANIN', 'E_CORES'], error.message).toContain(error.code);
          expect(Number(error.data.needed)).toBeGreaterThan(Number(error.data.available));
          refused++;
          return;
        }
        const { image, quantNet } = compilation;
        expect(checkImage(image)).toEqual([]);
        quantNet.projections.forEach((projection, p) => {
          expect(synapsesInImage(image, p)).toEqual(listSynapses(projection).map(keyOf).sort());
        });
        const [trace] = emulate(image, [input], { steps: STEPS });
        expect(spikeKeys(trace!.spikes!)).toEqual(runNaiveChip(quantNet, input, STEPS).spikes);
        fitted++;
        coresMost = Math.max(coresMost, image.cores.length);
      });
      expect(fitted).toBeGreaterThan(0.4 * runs);
      expect(refused).toBeGreaterThan(runs / 50);
      expect(coresMost).toBeGreaterThan(6);
    },
  );
});

function keyOf({
  pre,
  post,
  weight,
  delaySteps,
}: {
  pre: number;
  post: number;
  weight: number;
  delaySteps: number;
}): string {
  return `${pre} -> ${post}: ${weight} after ${delaySteps}`;
}

/** Every synapse of projection `p` that the image holds, read back from its blocks, sorted. */
function synapsesInImage(image: ReturnType<typeof compileOn>['image'], p: number): string[] {
  const found: string[] = [];
  for (const core of image.cores) {
    for (const block of core.blocks) {
      const group = core.groups[block.group]!;
      if (group.projection !== p) continue;
      const port = core.ports[block.port]!;
      const slice = core.slices[group.slice]!;
      const add = (row: number, slot: number, weight: number): void => {
        const pre = core.axonSources[port.axonBegin + row]!;
        found.push(keyOf({ pre, post: core.neurons[slot]!, weight, delaySteps: group.delaySteps }));
      };
      const rows = port.axonEnd - port.axonBegin;
      if (block.kind === 'dense') {
        block.weights.forEach((weight, k) => {
          add(Math.floor(k / block.width), slice.slotBegin + (k % block.width), weight);
        });
      } else if (block.kind === 'sparse') {
        for (let row = 0; row < rows; row++) {
          for (const word of block.words.subarray(block.offsets[row], block.offsets[row + 1])) {
            add(row, word & 0x3fffff, word >> 22);
          }
        }
      } else {
        const [c0, c1, y0, y1, x0, x1] = block.box;
        const [, height, width] = block.inputShape;
        const groupIn = block.inputShape[0] / block.groups;
        const groupOut = block.outChannels / block.groups;
        for (let row = 0; row < rows; row++) {
          const source = core.axonSources[port.axonBegin + row]!;
          const channel = Math.floor(source / (height * width));
          const [y, x] = [Math.floor(source / width) % height, source % width];
          if (y >= block.inputExtent[0] || x >= block.inputExtent[1]) continue;
          let slot = slice.slotBegin;
          for (let oy = y0; oy < y1; oy++) {
            for (let ox = x0; ox < x1; ox++) {
              for (let o = c0; o < c1; o++, slot++) {
                if (Math.floor(o / groupOut) !== Math.floor(channel / groupIn)) continue;
                for (let tap = 0; tap < block.kernel[0] * block.kernel[1]; tap++) {
                  const [ky, kx] = [Math.floor(tap / block.kernel[1]), tap % block.kernel[1]];
                  if (oy * block.stride[0] - block.padding[0] + ky * block.dilation[0] !== y)
                    continue;
                  if (ox * block.stride[1] - block.padding[1] + kx * block.dilation[1] !== x)
                    continue;
                  const taps = block.kernel[0] * block.kernel[1];
                  add(row, slot, block.weights[(channel * taps + tap) * (c1 - c0) + (o - c0)]!);
                }
              }
            }
          }
        }
      }
    }
  }
  return found.sort();
}

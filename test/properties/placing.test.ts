import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import { PLACERS } from '../../compiler/place/index.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import { checkCases } from './draw.ts';
import { randomInput, randomNetwork } from './random-network.ts';
import { randomPartition } from './random-partition.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  spikeKeys,
  withLimits,
  withRoomyTables,
} from './run-network.ts';

describe('a placement', () => {
  for (const { name } of PLACERS) {
    it(`gives each part a core of its own, moves no spike, and is fixed by its seed (${name})`, () => {
      let moved = 0;
      checkCases(40, (draw) => {
        const network = randomNetwork(draw, 'registers');
        const input = randomInput(draw, network, 6);
        const profile = withLimits(
          withRoomyTables(LOIHI),
          {},
          { tilesX: 3, tilesY: 1, coresPerTile: 2 },
        );
        const { quantNet } = compileOn(profile, network, { chips: 1 });
        const partition = randomPartition(draw, quantNet);
        const chips = draw(1, 3);
        const options = { partition, placer: name, chips, seed: `seed ${draw(0, 3)}` };
        const { image, placement } = compileOn(profile, network, options);
        expect(checkImage(image)).toEqual([]);
        const cores = Array.from(placement.coreOfPart);
        expect(new Set(cores).size).toBe(partition.parts.length);
        expect(cores.every((core) => core >= 0 && core < coresPerChip(profile) * chips)).toBe(true);
        const again = compileOn(profile, network, options).placement;
        expect(Array.from(again.coreOfPart)).toEqual(cores);
        const first = compileOn(profile, network, { ...options, placer: PLACERS[0]!.name });
        const [expected] = emulate(first.image, [input], { steps: 6 });
        const [actual] = emulate(image, [input], { steps: 6 });
        expect(spikeKeys(actual!.spikes!)).toEqual(spikeKeys(expected!.spikes!));
        if (partition.parts.length > 1) moved++;
      });
      expect(moved).toBeGreaterThan(10);
    });
  }
});

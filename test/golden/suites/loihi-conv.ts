import type { Conv } from '../../../src/model/network.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { lavaNetwork } from '../../support/lava-network.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';
import type { Message } from './loihi-layers.ts';
import { gradedSums, SUM_METER, shownSum } from './loihi-layers.ts';
import { runLava } from './loihi-lif.ts';

interface ConvCase {
  readonly id: string;
  /** [x, y, channels]. */
  readonly input_shape: readonly [number, number, number];
  readonly out_shape: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly num_message_bits: number;
  readonly T: number;
  /** [out][kernel x][kernel y][in / groups]; a true convolution, so flipped against ours. */
  readonly weight: readonly (readonly (readonly (readonly number[])[])[])[];
  /** [step, x, y, channel, value]. */
  readonly x: readonly (readonly [number, number, number, number, number])[];
  /** [T][x][y][out]. */
  readonly a_out: readonly (readonly (readonly (readonly number[])[])[])[];
}

/** Geometry of convolutions: stride, padding, dilation and groups. */
export const convLayerSuite: GoldenSuite = {
  name: 'conv_layer',
  title:
    "synaptic sums of lava's convolutions, through the Loihi profile or, where messages are graded, the Loihi 2 one",
  files: (folder) => findFiles(folder, /^conv_layer.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<ConvCase>(file)) {
      await goldenCase({ folder, file, name: vector.id }, report, (tally) => {
        const map = mapOf(vector);
        const neurons = map.outputShape.reduce((product, extent) => product * extent, 1);
        const network = lavaNetwork({
          name: vector.id,
          inputs: map.inputShape.reduce((product, extent) => product * extent, 1),
          neurons,
          neuronShape: map.outputShape,
          registers: SUM_METER,
          projections: [
            {
              name: 'layer',
              from: 'input',
              map,
              weights: { sign_mode: 1, weight_exp: 0, num_weight_bits: 9 },
            },
          ],
        });
        const messages = messagesOf(vector);
        if (vector.num_message_bits > 0) {
          const sumsIn = gradedSums(network, messages, vector.T);
          vector.a_out.forEach((sums, k) => {
            tally.list(`sums in step ${k + 1}`, channelsFirst(sums), sumsIn(k + 1));
          });
          return;
        }
        const { trace } = runLava(network, messages, vector.T);
        const u = trace.probes![0]!.values;
        vector.a_out.forEach((sums, k) => {
          const expected = channelsFirst(sums).map(shownSum);
          const shown = u.subarray((k + 1) * neurons, (k + 2) * neurons);
          tally.list(`sums in step ${k + 1}`, expected, shown);
        });
      });
    }
  },
};

/** Ours has x as rows and y as columns. */
function mapOf(vector: ConvCase): Conv<Float32Array> {
  const [x, y, channels] = vector.input_shape;
  const [outX, outY, outChannels] = vector.out_shape;
  const flipped = vector.weight.flatMap((filter) => {
    const channelCount = filter[0]![0]!.length;
    return Array.from({ length: channelCount }, (_, c) =>
      [...filter].reverse().flatMap((row) => [...row].reverse().map((tap) => tap[c]!)),
    ).flat();
  });
  return {
    kind: 'conv',
    inputShape: [channels, x, y],
    inputExtent: [x, y],
    outputShape: [outChannels, outX, outY],
    kernel: vector.kernel,
    stride: vector.stride,
    dilation: vector.dilation,
    padding: vector.padding,
    groups: vector.groups,
    weights: Float32Array.from(flipped),
  };
}

/** Events of value 0 are none. */
function messagesOf(vector: ConvCase): Message[] {
  const [xs, ys] = vector.input_shape;
  return vector.x.flatMap(([step, x, y, channel, value]): Message[] =>
    value === 0 ? [] : [[step, (channel * xs + x) * ys + y, value]],
  );
}

/** [x][y][channel] as a flat [channel][x][y]. */
function channelsFirst(sums: readonly (readonly (readonly number[])[])[]): number[] {
  const channels = sums[0]![0]!.length;
  return Array.from({ length: channels }, (_, c) => sums.flat().map((tap) => tap[c]!)).flat();
}

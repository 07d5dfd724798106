/** What fewer weight bits cost a spiking CNN on event camera recordings, with and without calibration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../../chip-profiles/load.ts';
import { normalize } from '../../compiler/normalize.ts';
import { calibrate } from '../../compiler/quantize/calibrate.ts';
import type { Calibration } from '../../compiler/quantize/calibration.ts';
import type { QuantizeOptions } from '../../compiler/quantize/quantize.ts';
import { quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { NormalNetwork } from '../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import type { SpikeColumns } from '../../src/model/trace.ts';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import { readNir } from '../../src/readers/nir.ts';
import { winner } from '../../src/reference/outcome.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';

const STEPS = 300;
const SAMPLES_MAX = 100;
/** The first of the samples are also what is calibrated on. */
const CALIBRATION_SAMPLES = 10;
const WEIGHT_BITS = [8, 6, 4, 3];

export interface QuantizationRow {
  readonly weightBits: number;
  readonly calibration: 'max-abs' | 'mse' | 'rates' | 'samples';
  /** Share of samples whose winner is the label. */
  readonly accuracy: number;
  /** The same over samples that nothing was calibrated on. */
  readonly accuracyHeldOut: number;
  /** Sum over samples and neurons of |spikes - spikes of the float reference|, all layers and each. */
  readonly spikeError: number;
  readonly spikeErrorByLayer: Readonly<Record<string, number>>;
  /** Spikes of each layer over the float reference's. */
  readonly spikeRatioByLayer: Readonly<Record<string, number>>;
  readonly calibrationMs: number;
}

export interface QuantizationResult {
  readonly network: string;
  readonly samples: number;
  readonly calibrationSamples: number;
  readonly steps: number;
  readonly floatAccuracy: number;
  readonly floatSpikesByLayer: Readonly<Record<string, number>>;
  readonly rows: readonly QuantizationRow[];
}

interface Setting {
  readonly network: NormalNetwork;
  readonly samples: readonly SpikeInput[];
  readonly labels: Readonly<Record<string, number>>;
  /** Spikes of each neuron in the float reference: [sample][population][neuron]. */
  readonly wanted: readonly Int32Array[][];
}

/** Reads cnn_sinabs.nir and its recordings below $SPIKELOOM_ORACLES; takes some minutes. */
export async function benchQuantization(): Promise<QuantizationResult> {
  const folder = process.env.SPIKELOOM_ORACLES;
  if (!folder) throw new Error('set SPIKELOOM_ORACLES to the folder that holds nir/networks');
  const path = join(folder, 'nir/networks/cnn_sinabs.nir');
  const network = normalize(await readNir(readFileSync(path), path));
  const samples = readSamples(join(folder, 'nir/nmnist/samples'), network);
  const labels = JSON.parse(readFileSync(join(folder, 'nir/nmnist/labels.json'), 'utf8'));
  const simulator = createFloatSimulator(network, schedule(network), DEFAULT_SIMULATION_OPTIONS);
  const wanted = samples.map((sample) => countsOf(network, simulator.run(sample, STEPS).spikes));
  const setting: Setting = { network, samples, labels, wanted };
  const outputs = wanted.map((counts) => counts[network.outputs[0]!]!);
  return {
    network: network.name,
    samples: samples.length,
    calibrationSamples: CALIBRATION_SAMPLES,
    steps: STEPS,
    floatAccuracy: accuracyOf(setting, outputs, 0),
    floatSpikesByLayer: byLayer(network, (p) => total(wanted.map((counts) => counts[p]!))),
    rows: WEIGHT_BITS.flatMap((weightBits) => rowsOf(setting, weightBits)),
  };
}

function readSamples(folder: string, network: NormalNetwork): SpikeInput[] {
  const inputShapes = network.populations
    .filter(({ parameters }) => parameters.model === 'input')
    .map(({ shape }) => shape);
  const options = {
    steps: STEPS,
    dtS: 1e-3,
    inputShapes,
    binOrigin: 'first',
    binRounding: 'floor',
    binValue: 'count',
    coding: { kind: 'rate' },
    seed: '1',
  } as const;
  return listSamples(folder, inputShapes)
    .samples.slice(0, SAMPLES_MAX)
    .map((ref) => readSample(ref, options).input);
}

function rowsOf(setting: Setting, weightBits: number): QuantizationRow[] {
  const { network, samples, wanted } = setting;
  const core = loadProfile('loihi1').profile.coreTypes[0]!;
  const options: QuantizeOptions = {
    ...DEFAULT_SIMULATION_OPTIONS,
    weightBits,
    emulateReset: false,
  };
  const known = samples.slice(0, CALIBRATION_SAMPLES);
  const rates = ratesOf(network, known, wanted.slice(0, CALIBRATION_SAMPLES));
  const choices: Readonly<Record<QuantizationRow['calibration'], () => Calibration>> = {
    'max-abs': () => 'max-abs',
    mse: () => 'mse',
    rates: () => ({ kind: 'rates', statistics: { rates } }),
    samples: () => calibrate(network, schedule(network), core, options, known, STEPS),
  };
  return Object.entries(choices).map(([name, choose]) => {
    const started = performance.now();
    const calibration = choose();
    const net = quantize(network, schedule(network), core, { ...options, calibration });
    const calibrationMs = performance.now() - started;
    const simulator = createIntegerSimulator(net);
    const found = samples.map((sample) => countsOf(network, simulator.run(sample, STEPS)));
    const outputs = found.map((counts) => counts[network.outputs[0]!]!);
    const errors = network.populations.map((_, p) =>
      total(found.map((counts, s) => counts[p]!.map((n, k) => Math.abs(n - wanted[s]![p]![k]!)))),
    );
    return {
      weightBits,
      calibration: name as QuantizationRow['calibration'],
      accuracy: accuracyOf(setting, outputs, 0),
      accuracyHeldOut: accuracyOf(setting, outputs, CALIBRATION_SAMPLES),
      spikeError: errors.reduce((sum, error) => sum + error, 0),
      spikeErrorByLayer: byLayer(network, (p) => errors[p]!),
      spikeRatioByLayer: byLayer(
        network,
        (p) => total(found.map((c) => c[p]!)) / total(wanted.map((c) => c[p]!)),
      ),
      calibrationMs,
    };
  });
}

function countsOf(network: NormalNetwork, spikes: SpikeColumns): Int32Array[] {
  const counts = network.populations.map(({ size }) => new Int32Array(size));
  spikes.indices.forEach((index, k) => {
    counts[spikes.populations[k]!]![index]!++;
  });
  return counts;
}

/** Spikes a step of each neuron, inputs included. */
function ratesOf(
  network: NormalNetwork,
  samples: readonly SpikeInput[],
  counts: readonly Int32Array[][],
): Float64Array[] {
  const share = 1 / (STEPS * samples.length);
  return network.populations.map(({ size, parameters }, p) => {
    const rates = new Float64Array(size);
    samples.forEach((sample, s) => {
      if (parameters.model !== 'input') {
        for (let k = 0; k < size; k++) rates[k]! += share * counts[s]![p]![k]!;
      } else {
        // This network has one input population.
        sample.indices.forEach((index, k) => {
          rates[index]! += share * sample.counts[k]!;
        });
      }
    });
    return rates;
  });
}

function accuracyOf(
  { samples, labels }: Setting,
  outputs: readonly Int32Array[],
  begin: number,
): number {
  const right = samples.filter(
    ({ sample }, s) => s >= begin && winner(outputs[s]!) === labels[sample],
  );
  return right.length / (samples.length - begin);
}

function byLayer(
  network: NormalNetwork,
  compute: (population: number) => number,
): Record<string, number> {
  const layers = network.populations.flatMap(({ name, parameters }, p) =>
    parameters.model === 'input' ? [] : [[name, compute(p)] as const],
  );
  return Object.fromEntries(layers);
}

function total(counts: readonly Int32Array[]): number {
  return counts.reduce((sum, each) => sum + each.reduce((s, n) => s + n, 0), 0);
}

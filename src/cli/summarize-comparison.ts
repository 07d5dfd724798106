import type { TimingDamage } from '../../emulator/timing-damage.ts';
import { LATENCY_BINS, latencyQuantilePs } from '../model/noc-trace.ts';
import type { ProgramImage } from '../model/program.ts';
import type { Comparison, Difference, Summary, TimingComparison } from '../model/report.ts';
import type { RasterDifference } from '../reference/compare.ts';
import type { ChipRun } from './run-record.ts';
import { sum } from './sum.ts';

/**
 * The two answers of `--compare` over all samples: is the mapping right (on a free-running chip, what did the routers do
 * to the times of spikes), and what did quantization lose.
 */
export function summarizeComparisons(run: ChipRun): NonNullable<Summary['compare']> {
  const { image, comparisons, traces } = run;
  const samples = traces.map(({ sample }) => sample);
  const labels = traces.map(({ label }) => label);
  const predicted = comparisons.map(({ integerPredicted }) => integerPredicted);
  const mergeAll = (
    differences: readonly (RasterDifference | null)[],
    expected: readonly (number | null)[],
  ): Comparison | null => {
    const all = differences.flatMap((difference) => (difference === null ? [] : [difference]));
    if (all.length < differences.length) return null;
    return merge(image, all, samples, labels, expected, predicted);
  };
  const damages = comparisons.flatMap(({ timing }) => (timing ? [timing] : []));
  return {
    mapping: mergeAll(
      comparisons.map((c) => c.mapping),
      predicted,
    ),
    quantization: mergeAll(
      comparisons.map((c) => c.quantization),
      comparisons.map((c) => c.floatPredicted),
    ),
    ...(damages.length > 0 ? { timing: mergeDamages(image, damages, samples) } : {}),
  };
}

const PS_PER_NS = 1000;

function mergeDamages(
  { header }: ProgramImage,
  damages: readonly TimingDamage[],
  samples: readonly string[],
): TimingComparison {
  const matched = sum(damages, (damage) => damage.matched);
  const histogram = new Float64Array(LATENCY_BINS);
  for (const damage of damages) {
    damage.histogram.forEach((count, bin) => {
      histogram[bin]! += count;
    });
  }
  const maxPs = damages.reduce((most, { shiftMaxPs }) => Math.max(most, shiftMaxPs), 0);
  const mean = (total: number): number => (matched === 0 ? 0 : total / matched);
  const at = damages.findIndex(({ shiftMaxPs }) => shiftMaxPs === maxPs);
  const worst = damages[at]!.worst;
  return {
    samples: damages.length,
    matched,
    missing: sum(damages, (damage) => damage.missing),
    extra: sum(damages, (damage) => damage.extra),
    shiftNs: {
      mean: mean(sum(damages, ({ shiftSumPs }) => shiftSumPs)) / PS_PER_NS,
      rms: Math.sqrt(mean(sum(damages, (damage) => damage.shiftSquaresPs2))) / PS_PER_NS,
      p99: Math.min(latencyQuantilePs(histogram, 0.99), maxPs) / PS_PER_NS,
      max: maxPs / PS_PER_NS,
    },
    worst: worst && {
      sample: samples[at]!,
      population: header.populations[worst.population]!.name,
      neuron: worst.index,
      shiftNs: worst.shiftPs / PS_PER_NS,
      matched: worst.matched,
      missing: worst.missing,
      extra: worst.extra,
    },
  };
}

function merge(
  image: ProgramImage,
  differences: readonly RasterDifference[],
  samples: readonly string[],
  labels: readonly (number | null)[],
  expectedWinners: readonly (number | null)[],
  actualWinners: readonly (number | null)[],
): Comparison {
  const { populations } = image.header;
  const at = differences.findIndex(({ first }) => first !== null);
  const over = (pick: (d: RasterDifference) => Float64Array, p: number): number =>
    differences.reduce((all, difference) => all + pick(difference)[p]!, 0);
  const mismatches = differences.reduce((all, difference) => all + difference.mismatches, 0);
  return {
    equal: mismatches === 0,
    mismatches,
    first: at < 0 ? null : locate(image, samples[at]!, differences[at]!),
    populations: populations.flatMap(({ name, input }, p) =>
      input
        ? []
        : [
            {
              population: name,
              expectedSpikes: over((d) => d.expectedSpikes, p),
              actualSpikes: over((d) => d.actualSpikes, p),
              mismatches: over((d) => d.mismatchesByPopulation, p),
            },
          ],
    ),
    expectedAccuracy: accuracy(expectedWinners, labels),
    actualAccuracy: accuracy(actualWinners, labels),
    samples: differences.length,
  };
}

function accuracy(
  winners: readonly (number | null)[],
  labels: readonly (number | null)[],
): number | null {
  const labelled = winners.flatMap((winner, k) =>
    labels[k] === null ? [] : [winner === labels[k]],
  );
  return labelled.length === 0 ? null : labelled.filter(Boolean).length / labelled.length;
}

/** Core and compartment of the first difference. */
function locate(image: ProgramImage, sample: string, difference: RasterDifference): Difference {
  const { step, population, index, expected } = difference.first!;
  for (const core of image.cores) {
    const slot = core.neurons.findIndex((neuron, s) => {
      const slice = core.slices.find(({ slotEnd }) => s < slotEnd)!;
      return slice.population === population && neuron === index;
    });
    if (slot < 0) continue;
    const name = image.header.populations[population]!.name;
    const place = { core: core.core, compartment: slot };
    return {
      sample,
      step,
      population: name,
      neuron: index,
      ...place,
      expected,
      actual: 1 - expected,
    };
  }
  const name = image.header.populations[population]!.name;
  return {
    sample,
    step,
    population: name,
    neuron: index,
    core: null,
    compartment: null,
    expected,
    actual: 1 - expected,
  };
}

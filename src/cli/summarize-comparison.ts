import type { ProgramImage } from '../model/program.ts';
import type { Comparison, Difference, Summary } from '../model/report.ts';
import type { RasterDifference } from '../reference/compare.ts';
import type { ChipRun } from './run-record.ts';

/** The two answers of `--compare` over all samples: is the mapping right, and what did quantization lose. */
export function summarizeComparisons(run: ChipRun): NonNullable<Summary['compare']> {
  const { image, comparisons, traces } = run;
  const samples = traces.map(({ sample }) => sample);
  const labels = traces.map(({ label }) => label);
  const predicted = comparisons.map(({ integerPredicted }) => integerPredicted);
  const mapping = merge(
    image,
    comparisons.map((c) => c.mapping),
    samples,
    labels,
    predicted,
    predicted,
  );
  if (comparisons.some(({ quantization }) => quantization === null)) {
    return { mapping, quantization: null };
  }
  const quantization = merge(
    image,
    comparisons.map((c) => c.quantization!),
    samples,
    labels,
    comparisons.map((c) => c.floatPredicted),
    predicted,
  );
  return { mapping, quantization };
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

/** Which built-in chips would hold a network that does not fit the one asked for: tried, not guessed. */
import { listProfiles, loadProfile } from '../../chip-profiles/load.ts';
import { type CompileOptions, compile } from '../../compiler/compile.ts';
import type { FitDiagnosis } from '../../compiler/partition/fit-errors.ts';
import type { ChipProfile } from '../model/chip.ts';
import { UNLIMITED } from '../model/chip.ts';
import { type Network, synapseCount } from '../model/network.ts';
import { CompileError, groupDigits, SpikeloomError } from '../support/errors.ts';

/** Larger networks take too long to map again and again. */
const SYNAPSES_MAX = 5_000_000;

/** The failure of a compilation as data, where it is one of fitting. */
export function diagnosisOf(error: unknown): FitDiagnosis | null {
  if (!(error instanceof CompileError)) return null;
  return (error.data.diagnosis as FitDiagnosis | undefined) ?? null;
}

/** The error with one more remedy where a built-in profile holds the network; any other error as it is. */
export function withFittingProfiles(
  error: unknown,
  network: Network,
  failed: ChipProfile,
  options: CompileOptions,
): unknown {
  const diagnosis = diagnosisOf(error);
  if (diagnosis === null || !(error instanceof CompileError)) return error;
  if (sizeOf(network) > SYNAPSES_MAX) return error;
  const remedies = listProfiles()
    .filter((name) => name !== failed.name)
    .flatMap((name) => trial(network, name, options));
  if (remedies.length === 0) return error;
  return new CompileError(error.code, `${error.message} Tried: ${remedies.join('; ')}.`, {
    ...error.data,
    diagnosis: { ...diagnosis, remedies: [...diagnosis.remedies, ...remedies] },
  });
}

function sizeOf({ projections }: Network): number {
  return projections.reduce((sum, { stages }) => {
    const sizes = stages.map((stage) => synapseCount(stage));
    return sum + Math.max(0, ...sizes);
  }, 0);
}

/** `loihi2 (--chip loihi2) holds it on 12 cores`, or nothing. */
function trial(network: Network, name: string, options: CompileOptions): string[] {
  const { profile } = loadProfile(name);
  const [core] = profile.coreTypes;
  // Not chips that one could have, or that compute otherwise.
  if (!core || core.analog || core.limits.compartments.value >= UNLIMITED) return [];
  const { given: _g, partition: _p, warm: _w, constraints: _c, activity: _a, ...rest } = options;
  for (let chips = 1; ; ) {
    try {
      const { image } = compile(network, profile, {
        ...rest,
        calibration: 'max-abs',
        parameterSet: profile.defaultParameterSet,
        partitioner: 'structured',
        placer: 'snake',
        chips,
      });
      const cores = `${groupDigits(image.cores.length)} core${image.cores.length === 1 ? '' : 's'}`;
      return [
        `${name} (--chip ${name}${chips > 1 ? ` --chips ${chips}` : ''}) holds it on ${cores}`,
      ];
    } catch (error) {
      if (!(error instanceof SpikeloomError) || error.exitCode === 70) throw error;
      const needed = error.data.chipsNeeded;
      const more = typeof needed === 'number' && needed > chips && needed <= profile.grid.chipsMax;
      if (!more) return [];
      chips = needed;
    }
  }
}

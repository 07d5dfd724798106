import type { ProgramImage } from '../model/program.ts';
import type { CountColumns, SampleTrace } from '../model/trace.ts';
export function encodeTrace(_image: ProgramImage, _traces: readonly SampleTrace[]): Uint8Array {
  return new Uint8Array(0);
}
export function decodeTrace(
  _bytes: Uint8Array,
  _path: string,
): {
  networkName: string;
  chip: string;
  samples: { sample: string; stepsRun: number; cores: number; counts: CountColumns }[];
} {
  return { networkName: '', chip: '', samples: [] };
}

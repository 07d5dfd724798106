/** FNV-1a 32 over little-endian u32 step (1-based) and neuron of each spike in (step, neuron) order. */
export function spikeChecksum(steps: ArrayLike<number>, indices: ArrayLike<number>): string {
  let hash = 0x811c9dc5;
  const mix = (word: number): void => {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((word >>> shift) & 255), 0x01000193);
    }
  };
  for (let k = 0; k < steps.length; k++) {
    mix(steps[k]! + 1);
    mix(indices[k]!);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

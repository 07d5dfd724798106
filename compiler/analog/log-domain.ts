/**
 * How far a log-domain neuron is from the leaky integrator that it stands for. Its membrane current obeys
 * tau (1 + I_g / I) dI/dt = I_inf - I (Bartolozzi and Indiveri 2007, doi:10.1162/neco.2007.19.10.2581): I_g / I makes it
 * slower, most so at its reset.
 */

/** A way from reset to threshold, in ampere, and the gain current I_g. */
export interface LogSwing {
  readonly footA: number;
  readonly swingA: number;
  readonly gainA: number;
}

/** Part by which the charge from reset to threshold is larger than a leaky integrator's. */
export function chargeExcess({ footA, swingA, gainA }: LogSwing): number {
  return (gainA * Math.log(swingA / footA + 1)) / swingA;
}

/**
 * Firing rate over that of the leaky integrator under a constant drive that would take it to `target` swings (Infinity
 * for one without leak), where the drive is made `factor` times as large; pauses are left out. Null where one of them
 * never fires.
 */
export function logDomainRate(swing: LogSwing, target: number, factor: number): number | null {
  const { footA, swingA, gainA } = swing;
  if (target === Infinity) return factor / (1 + chargeExcess(swing));
  const reached = factor * target;
  if (!(target > 1 && reached > 1)) return null;
  const share = gainA / (footA + reached * swingA);
  const logTime =
    (1 + share) * Math.log(reached / (reached - 1)) + share * Math.log(swingA / footA + 1);
  return Math.log(target / (target - 1)) / logTime;
}

/**
 * Through-silicon via as a cylindrical MOS capacitor: copper, oxide liner, depletion layer of the p-type bulk. Formulas
 * after Katti, Stucchi, De Meyer and Dehaene, IEEE Trans. Electron Devices 57(1), 256-262, 2010
 * (doi:10.1109/TED.2009.2034508). Lengths in m, doping per m^3.
 */
import { checkRange } from './check-range.ts';
import {
  COPPER_RESISTIVITY_OHM_M,
  ELEMENTARY_CHARGE_C,
  INTRINSIC_SILICON_PER_M3,
  OXIDE_RELATIVE_PERMITTIVITY,
  SILICON_RELATIVE_PERMITTIVITY,
  VACUUM_PERMEABILITY_H_PER_M,
  VACUUM_PERMITTIVITY_F_PER_M,
} from './constants.ts';
import { thermalVoltageV } from './temperature.ts';

const OXIDE = OXIDE_RELATIVE_PERMITTIVITY * VACUUM_PERMITTIVITY_F_PER_M;
const SILICON = SILICON_RELATIVE_PERMITTIVITY * VACUUM_PERMITTIVITY_F_PER_M;

export interface TsvGeometry {
  readonly diameterM: number;
  readonly lengthM: number;
  readonly oxideM: number;
  readonly dopingPerM3: number;
  readonly flatBandV: number;
  readonly temperatureK: number;
}

/** What is fixed by geometry; the depletion ends where the surface inverts. */
export interface Tsv {
  readonly geometry: TsvGeometry;
  /** C_ox = 2 pi eps_ox L / ln((r + t_ox) / r). */
  readonly oxideF: number;
  /** Thickness of the depletion layer at inversion. */
  readonly depletionMaxM: number;
  /** C_dep = 2 pi eps_si L / ln(R / r_o) at inversion. */
  readonly depletionMinF: number;
  /** Oxide and full depletion in series: the least value. */
  readonly minimumF: number;
  /** R = rho L / (pi r^2). */
  readonly resistanceOhm: number;
  /** L = mu_0 L / (2 pi) (ln(2 L / r) - 3/4). */
  readonly inductanceH: number;
}

/** Throws E_ANALOG_VALUE for lengths or doping without meaning. */
export function createTsv(geometry: TsvGeometry): Tsv {
  checkGeometry(geometry);
  const { lengthM, dopingPerM3, temperatureK } = geometry;
  const { r, outer } = radii(geometry);
  const inversionV =
    2 * thermalVoltageV(temperatureK) * Math.log(dopingPerM3 / INTRINSIC_SILICON_PER_M3);
  const edgeM = solveEdge(outer, (edge) => surfaceV(geometry, edge) - inversionV);
  const oxideF = (2 * Math.PI * OXIDE * lengthM) / Math.log(outer / r);
  const depletionMinF = depletionF(geometry, edgeM);
  return {
    geometry,
    oxideF,
    depletionMaxM: edgeM - outer,
    depletionMinF,
    minimumF: inSeries(oxideF, depletionMinF),
    resistanceOhm: (COPPER_RESISTIVITY_OHM_M * lengthM) / (Math.PI * r * r),
    inductanceH:
      ((VACUUM_PERMEABILITY_H_PER_M * lengthM) / (2 * Math.PI)) *
      (Math.log((2 * lengthM) / r) - 0.75),
  };
}

function checkGeometry(geometry: TsvGeometry): void {
  checkRange('TSV diameter in m', geometry.diameterM, { above: 0 });
  checkRange('TSV length in m', geometry.lengthM, { above: 0 });
  checkRange('TSV liner in m', geometry.oxideM, { above: 0 });
  // Below some ten times n_i the depletion approximation has no meaning.
  checkRange('TSV doping per m^3', geometry.dopingPerM3, {
    atLeast: 10 * INTRINSIC_SILICON_PER_M3,
  });
  checkRange('TSV flat-band voltage in V', geometry.flatBandV, {});
}

/** Differential capacitance at `voltageV`, via against bulk: C_ox in accumulation, series of oxide and depletion above. */
export function tsvCapacitanceF(tsv: Tsv, voltageV: number): number {
  const { geometry, oxideF } = tsv;
  if (voltageV <= geometry.flatBandV) return oxideF;
  const edgeM = edgeAt(tsv, voltageV);
  return edgeM === null ? tsv.minimumF : inSeries(oxideF, depletionF(geometry, edgeM));
}

/** Charge on the via at `voltageV`, zero at flat band: the integral of the capacitance. */
export function tsvChargeC(tsv: Tsv, voltageV: number): number {
  const { geometry, oxideF } = tsv;
  const aboveV = voltageV - geometry.flatBandV;
  if (aboveV <= 0) return oxideF * aboveV;
  const edgeM = edgeAt(tsv, voltageV);
  if (edgeM !== null) return depletionC(geometry, edgeM);
  const lastM = radii(geometry).outer + tsv.depletionMaxM;
  return depletionC(geometry, lastM) + tsv.minimumF * (aboveV - gateV(tsv, lastM));
}

/**
 * (Q(V_high) - Q(V_low)) / (V_high - V_low): the capacitance that moves a membrane between two voltages in the time
 * that the bias-dependent one takes at constant current. At equal voltages the differential one.
 */
export function tsvAverageF(tsv: Tsv, lowV: number, highV: number): number {
  if (Math.abs(highV - lowV) < 1e-9) return tsvCapacitanceF(tsv, lowV);
  return (tsvChargeC(tsv, highV) - tsvChargeC(tsv, lowV)) / (highV - lowV);
}

/** pi eps_si L / arcosh(pitch / (d + 2 t_ox)): bulk between two vias. Throws E_ANALOG_VALUE where they touch. */
export function tsvCouplingF(geometry: TsvGeometry, pitchM: number): number {
  const outerM = geometry.diameterM + 2 * geometry.oxideM;
  checkRange('TSV pitch in m', pitchM, { above: outerM });
  return (Math.PI * SILICON * geometry.lengthM) / Math.acosh(pitchM / outerM);
}

function radii({ diameterM, oxideM }: TsvGeometry): { readonly r: number; readonly outer: number } {
  return { r: diameterM / 2, outer: diameterM / 2 + oxideM };
}

function inSeries(a: number, b: number): number {
  return 1 / (1 / a + 1 / b);
}

/** Outer edge of the depletion layer at a via voltage, or null at and beyond inversion. */
function edgeAt(tsv: Tsv, voltageV: number): number | null {
  const aboveV = voltageV - tsv.geometry.flatBandV;
  const { outer } = radii(tsv.geometry);
  if (aboveV >= gateV(tsv, outer + tsv.depletionMaxM)) return null;
  return solveEdge(outer, (edge) => gateV(tsv, edge) - aboveV);
}

/** V - V_fb = psi_s + Q / C_ox. */
function gateV(tsv: Tsv, edgeM: number): number {
  return surfaceV(tsv.geometry, edgeM) + depletionC(tsv.geometry, edgeM) / tsv.oxideF;
}

/** psi_s = q N_A / (4 eps_si) (2 R^2 ln(R / r_o) - (R^2 - r_o^2)). */
function surfaceV(geometry: TsvGeometry, edgeM: number): number {
  const { outer } = radii(geometry);
  const factor = (ELEMENTARY_CHARGE_C * geometry.dopingPerM3) / (4 * SILICON);
  // 2 R^2 ln(R / r) - (R^2 - r^2) = r^2 ((1 + x) ln(1 + x) - x) with x = (R / r)^2 - 1.
  const x = (edgeM / outer) ** 2 - 1;
  return factor * outer * outer * ((1 + x) * Math.log1p(x) - x);
}

/** q N_A pi (R^2 - r_o^2) L. */
function depletionC(geometry: TsvGeometry, edgeM: number): number {
  const { outer } = radii(geometry);
  return (
    ELEMENTARY_CHARGE_C *
    geometry.dopingPerM3 *
    Math.PI *
    (edgeM - outer) *
    (edgeM + outer) *
    geometry.lengthM
  );
}

function depletionF(geometry: TsvGeometry, edgeM: number): number {
  const { outer } = radii(geometry);
  return (2 * Math.PI * SILICON * geometry.lengthM) / Math.log(edgeM / outer);
}

/** The edge beyond `outer` at which a rising function is zero; bisection after a doubling search. */
function solveEdge(outer: number, rising: (edgeM: number) => number): number {
  let width = outer / 1024;
  while (rising(outer + width) < 0 && width < 1) width *= 2;
  let [low, high] = [outer, outer + width];
  for (let k = 0; k < 200 && high - low > 1e-16 * high; k++) {
    const middle = low + (high - low) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** Constants of nature and of silicon in SI units. */

/** k_B, exact since 2019: BIPM, The International System of Units, 9th edition, 2019, section 2.2. */
export const BOLTZMANN_J_PER_K = 1.380649e-23;

/** q, exact since 2019: BIPM, The International System of Units, 9th edition, 2019, section 2.2. */
export const ELEMENTARY_CHARGE_C = 1.602176634e-19;

/** epsilon_0: CODATA 2018 (Tiesinga et al. 2021, doi:10.1103/RevModPhys.93.025010). */
export const VACUUM_PERMITTIVITY_F_PER_M = 8.8541878128e-12;

/** mu_0 as it was until 2019, 4 pi 1e-7; CODATA 2018 differs by 5.5e-10 of it. */
export const VACUUM_PERMEABILITY_H_PER_M: number = 4e-7 * Math.PI;

/** Silicon and silicon dioxide: Sze and Ng, Physics of Semiconductor Devices, 3rd edition, 2006, appendix G and H. */
export const SILICON_RELATIVE_PERMITTIVITY = 11.7;
export const OXIDE_RELATIVE_PERMITTIVITY = 3.9;

/** n_i of silicon at 300 K, rounded as in circuit texts (Sze and Ng 2006, appendix G: 9.65e15). */
export const INTRINSIC_SILICON_PER_M3 = 1e16;

/** Annealed copper at 293 K: CRC Handbook of Chemistry and Physics, 1.678e-8 rounded. */
export const COPPER_RESISTIVITY_OHM_M = 1.68e-8;

/** 0 degrees Celsius in kelvin, by definition. */
export const CELSIUS_ZERO_K = 273.15;

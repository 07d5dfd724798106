export { explainArray, explainArrays, explainEvents, explainFolder, explainTable } from './data.ts';
export type { Explanation } from './explanation.ts';
export { explainNetwork } from './network.ts';
export { explainNocConfig, isNocConfig } from './noc.ts';
export { explainImage, explainJson, explainProfile, explainTrace } from './own-files.ts';
export { explainSanafe } from './sana-fe.ts';

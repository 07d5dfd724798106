export { explainArray, explainArrays, explainEvents, explainFolder, explainTable } from './data.ts';
export type { Explanation } from './explanation.ts';
export { explainNetwork } from './network.ts';
export { explainImage, explainJson, explainProfile, explainTrace } from './own-files.ts';

import type { GoldenSuite } from '../../support/golden.ts';
import { dpiSuite, mismatchSuite, transistorSuite, tsvSuite } from './analog.ts';
import { behaviouralSuite } from './analog-behavioural.ts';
import { benchSuite } from './loihi-bench.ts';
import { convLayerSuite } from './loihi-conv.ts';
import { discretizeSuite } from './loihi-discretize.ts';
import { denseLayerSuite, synapseBitsSuite } from './loihi-layers.ts';
import { learningSuite } from './loihi-learning.ts';
import { lifKernelSuite, lifNetworkSuite, lifSingleSuite } from './loihi-lif.ts';
import {
  brian2NetworkSuite,
  brian2SingleSuite,
  nengoNetworkSuite,
  nengoSingleSuite,
} from './loihi-modes.ts';
import { loihi2NeuronsChipSuite, loihi2NeuronsSuite } from './loihi-neurons.ts';
import {
  mappingBestSuite,
  mappingCoresSuite,
  mappingNormalSuite,
  mappingVectorsSuite,
} from './mapping.ts';
import { measuredPowerSuite } from './measured-power.ts';
import { brailleSuite, subgraphSuite } from './nir-braille.ts';
import { lifLoihiSuite, lifSuite } from './nir-lif.ts';
import { loihiChipSuite } from './nir-loihi-chip.ts';
import { loihiNmnistSuite } from './nir-loihi-nmnist.ts';
import { nmnistSuite } from './nir-nmnist.ts';
import { speckSuite } from './nir-speck.ts';
import { nocTraceSuite } from './noc.ts';
import { nocCurvesSuite } from './noc-curves.ts';
import {
  sanafeCycleSuite,
  sanafeDetailedSuite,
  sanafeRandomSuite,
  sanafeSuite,
} from './sana-fe.ts';
import { eventEngineSuite } from './theory.ts';

/** The golden suites of each oracle folder; an empty list is a folder whose suites are yet to come. */
export const GOLDEN_SUITES: Readonly<Record<string, readonly GoldenSuite[]>> = {
  nir: [
    lifSuite,
    lifLoihiSuite,
    brailleSuite,
    subgraphSuite,
    loihiChipSuite,
    loihiNmnistSuite,
    nmnistSuite,
    speckSuite,
  ],
  loihi: [
    lifKernelSuite,
    loihi2NeuronsSuite,
    loihi2NeuronsChipSuite,
    lifSingleSuite,
    lifNetworkSuite,
    brian2SingleSuite,
    brian2NetworkSuite,
    nengoSingleSuite,
    nengoNetworkSuite,
    denseLayerSuite,
    convLayerSuite,
    synapseBitsSuite,
    discretizeSuite,
    learningSuite,
    benchSuite,
    measuredPowerSuite,
  ],
  noc: [nocTraceSuite, nocCurvesSuite],
  odin: [],
  'sana-fe': [sanafeSuite, sanafeDetailedSuite, sanafeCycleSuite, sanafeRandomSuite],
  analog: [behaviouralSuite, transistorSuite, tsvSuite, mismatchSuite, dpiSuite],
  theory: [eventEngineSuite],
  mapping: [mappingVectorsSuite, mappingNormalSuite, mappingCoresSuite, mappingBestSuite],
};

/** Public API: named re-exports, nothing else. */
export { listProfiles, loadProfile } from '../chip-profiles/load.ts';
export { ARITHMETIC_MODES } from '../compiler/arithmetic.ts';
export { checkImage } from '../compiler/check-image.ts';
export {
  type Compilation,
  type CompileOptions,
  compile,
  DEFAULT_COMPILE_OPTIONS,
} from '../compiler/compile.ts';
export { normalize } from '../compiler/normalize.ts';
export { calibrate } from '../compiler/quantize/calibrate.ts';
export type { Calibration, CalibrationSamples } from '../compiler/quantize/calibration.ts';
export { discretizeNengoBlock } from '../compiler/quantize/nengo-block.ts';
export { type QuantizeOptions, quantize } from '../compiler/quantize/quantize.ts';
export { schedule } from '../compiler/schedule.ts';
export { type AccountContext, accountEnergy, accountTime } from '../emulator/account.ts';
export { type Circuit, prepareCircuit } from '../emulator/analog/circuit.ts';
export type { AnalogNetwork } from '../emulator/analog/network.ts';
export { type AnalogRun, runAnalogNetwork } from '../emulator/analog/run-network.ts';
export {
  createEmulator,
  DEFAULT_EMULATION_OPTIONS,
  type EmulationOptions,
  type Emulator,
} from '../emulator/emulate.ts';
export { type AsyncOptions, createAsyncEngine } from '../emulator/noc/async.ts';
export { assertDeadlockFree } from '../emulator/noc/deadlock.ts';
export type { Fabric } from '../emulator/noc/fabric.ts';
export { createIqEngine } from '../emulator/noc/iq.ts';
export { DEFAULT_IQ_OPTIONS, type IqOptions } from '../emulator/noc/iq-options.ts';
export type { NocEngine, PacketLoad, PacketTimes } from '../emulator/noc/packet-load.ts';
export { buildFabric, type TopologySpec } from '../emulator/noc/topology/index.ts';
export { createSeededDraws } from './learning/draws.ts';
export {
  createLearning,
  type LearningOptions,
  stepLearning,
} from './learning/engine.ts';
export type { LearningState } from './learning/learning-state.ts';
export { parseRule } from './learning/parse-rule.ts';
export type * from './model/chip.ts';
export type * from './model/events.ts';
export type * from './model/mapping.ts';
export type * from './model/network.ts';
export type * from './model/noc-trace.ts';
export type * from './model/program.ts';
export type * from './model/report.ts';
export { DEFAULT_SIMULATION_OPTIONS, type SimulationOptions } from './model/simulation.ts';
export type * from './model/trace.ts';
export { INTEGER_NEURON_MODELS } from './neurons/integer-models.ts';
export { decodeImage } from './program-file/decode.ts';
export { encodeImage } from './program-file/encode.ts';
export { expandSample } from './program-file/recorded-run.ts';
export { decodeTrace, encodeTrace } from './program-file/trace-file.ts';
export { readNetworkFile } from './readers/network-file.ts';
export { networkFileOf } from './readers/network-file-write.ts';
export { readNetx } from './readers/netx.ts';
export { readNir } from './readers/nir.ts';
export { networkFromQuantNet, quantizationMetadata } from './readers/nir-quantized.ts';
export { writeNir } from './readers/nir-write.ts';
export { createFloatSimulator } from './reference/simulate.ts';
export { createIntegerSimulator } from './reference/simulate-quant.ts';
export { renderReport } from './report/html.ts';
export { SpikeloomError } from './support/errors.ts';

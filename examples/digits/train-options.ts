/** Everything that the training depends on beside the digits. */
export interface TrainOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Largest learning rate; it falls to 0 along a cosine. */
  readonly learningRate: number;
  /** Epochs at the end in which the forward pass sees rounded weights. */
  readonly roundedEpochs: number;
  readonly stepCount: number;
  readonly spikesMax: number;
  readonly channels1: number;
  readonly channels2: number;
  /** Logit of a class per spike of its output neuron. */
  readonly logitPerSpike: number;
  /** Cost of a spike of the two hidden layers, in units of the cross entropy. */
  readonly spikeCost1: number;
  readonly spikeCost2: number;
  readonly turnDegrees: number;
  readonly scale: number;
  readonly shear: number;
  readonly shiftPixels: number;
}

export const DEFAULT_TRAIN_OPTIONS: TrainOptions = {
  seed: 1,
  epochs: 40,
  batchSize: 32,
  learningRate: 0.01,
  roundedEpochs: 8,
  stepCount: 16,
  spikesMax: 3,
  channels1: 16,
  channels2: 32,
  logitPerSpike: 0.7,
  spikeCost1: 1e-4,
  spikeCost2: 1e-4,
  turnDegrees: 10,
  scale: 0.1,
  shear: 0.1,
  shiftPixels: 1.5,
};

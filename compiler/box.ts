/** A box of neurons of a [channels, rows, columns] population, channels innermost in slot order. */
export interface Box {
  readonly channelBegin: number;
  readonly channelEnd: number;
  readonly rowBegin: number;
  readonly rowEnd: number;
  readonly columnBegin: number;
  readonly columnEnd: number;
}

/** Population shape as [channels, rows, columns]; other than 2 or 3 axes count as one row. */
export function gridShape(shape: readonly number[]): [number, number, number] {
  if (shape.length === 3) return [shape[0]!, shape[1]!, shape[2]!];
  if (shape.length === 2) return [1, shape[0]!, shape[1]!];
  return [1, 1, shape.reduce((product, extent) => product * extent, 1)];
}

export function boxSize(box: Box): number {
  return (
    (box.channelEnd - box.channelBegin) *
    (box.rowEnd - box.rowBegin) *
    (box.columnEnd - box.columnBegin)
  );
}

/** Neuron indices of a box in slot order: rows, then columns, then channels. */
export function boxNeurons(shape: readonly number[], box: Box): Int32Array {
  const [, height, width] = gridShape(shape);
  const neurons = new Int32Array(boxSize(box));
  let at = 0;
  for (let y = box.rowBegin; y < box.rowEnd; y++) {
    for (let x = box.columnBegin; x < box.columnEnd; x++) {
      for (let c = box.channelBegin; c < box.channelEnd; c++) {
        neurons[at++] = (c * height + y) * width + x;
      }
    }
  }
  return neurons;
}

/** The box that `neurons` are in slot order, or null where they are none. */
export function findBox(shape: readonly number[], neurons: Int32Array): Box | null {
  if (neurons.length === 0) return null;
  const [, height, width] = gridShape(shape);
  const split = (n: number): [number, number, number] => [
    Math.floor(n / (height * width)),
    Math.floor(n / width) % height,
    n % width,
  ];
  const [c0, y0, x0] = split(neurons[0]!);
  const [c1, y1, x1] = split(neurons[neurons.length - 1]!);
  const box: Box = {
    channelBegin: c0,
    channelEnd: c1 + 1,
    rowBegin: y0,
    rowEnd: y1 + 1,
    columnBegin: x0,
    columnEnd: x1 + 1,
  };
  if (c1 < c0 || y1 < y0 || x1 < x0 || boxSize(box) !== neurons.length) return null;
  return boxNeurons(shape, box).every((n, k) => n === neurons[k]) ? box : null;
}

/**
 * One iteration of iSLIP (McKeown 1999, doi:10.1109/90.769767) over sparse requests: each output grants the first
 * input that asks at or after its pointer, each input accepts the first grant at or after its own. Both pointers
 * move one past what was accepted, and only then. Inputs and outputs of all routers share the columns; each has a
 * place and a count of ports within its router.
 */
export class Islip {
  private readonly inputPlace: Int32Array;
  private readonly inputPorts: Int32Array;
  private readonly outputPlace: Int32Array;
  private readonly outputPorts: Int32Array;
  private readonly inputPointer: Int32Array;
  private readonly outputPointer: Int32Array;
  private readonly rankCount: number;
  /** Per output: the best request so far. */
  private readonly bestKey: Int32Array;
  private readonly bestInput: Int32Array;
  /** Outputs that were asked for; inputs that accepted. */
  private readonly asked: Int32Array;
  private askedCount: number = 0;
  private readonly acceptedKey: Int32Array;
  readonly matched: Int32Array;
  matchedCount: number = 0;
  /** Per input: the output it is matched to; valid for `matched`. Else -1. */
  readonly outputOf: Int32Array;
  /** Per output: label of the request that it granted; valid until the next request. */
  readonly labelOf: Int32Array;

  /** `rankCount`: requests of one input for one output may have ranks 0 .. rankCount - 1, the lowest counts. */
  constructor(
    inputPlace: Int32Array,
    inputPorts: Int32Array,
    outputPlace: Int32Array,
    outputPorts: Int32Array,
    rankCount: number,
  ) {
    this.inputPlace = inputPlace;
    this.inputPorts = inputPorts;
    this.outputPlace = outputPlace;
    this.outputPorts = outputPorts;
    this.rankCount = rankCount;
    this.inputPointer = new Int32Array(inputPlace.length);
    this.outputPointer = new Int32Array(outputPlace.length);
    this.bestKey = new Int32Array(outputPlace.length);
    this.bestInput = new Int32Array(outputPlace.length).fill(-1);
    this.asked = new Int32Array(outputPlace.length);
    this.acceptedKey = new Int32Array(inputPlace.length);
    this.matched = new Int32Array(inputPlace.length);
    this.outputOf = new Int32Array(inputPlace.length).fill(-1);
    this.labelOf = new Int32Array(outputPlace.length);
  }

  request(input: number, output: number, rank: number, label: number): void {
    let distance = this.inputPlace[input]! - this.outputPointer[output]!;
    if (distance < 0) distance += this.inputPorts[input]!;
    const key = distance * this.rankCount + rank;
    if (this.bestInput[output]! < 0) this.asked[this.askedCount++] = output;
    else if (key >= this.bestKey[output]!) return;
    this.bestKey[output] = key;
    this.bestInput[output] = input;
    this.labelOf[output] = label;
  }

  /** Matches what was requested since the last call; fills `matched`, `outputOf`, `labelOf`. */
  match(): void {
    const { bestInput, outputOf, acceptedKey, matched, outputPlace, inputPlace } = this;
    for (let k = 0; k < this.matchedCount; k++) outputOf[matched[k]!] = -1;
    this.matchedCount = 0;
    for (let k = 0; k < this.askedCount; k++) {
      const output = this.asked[k]!;
      const input = bestInput[output]!;
      bestInput[output] = -1;
      let distance = outputPlace[output]! - this.inputPointer[input]!;
      if (distance < 0) distance += this.outputPorts[output]!;
      if (outputOf[input]! < 0) matched[this.matchedCount++] = input;
      else if (distance >= acceptedKey[input]!) continue;
      acceptedKey[input] = distance;
      outputOf[input] = output;
    }
    this.askedCount = 0;
    for (let k = 0; k < this.matchedCount; k++) {
      const input = matched[k]!;
      const output = outputOf[input]!;
      this.outputPointer[output] = (inputPlace[input]! + 1) % this.inputPorts[input]!;
      this.inputPointer[input] = (outputPlace[output]! + 1) % this.outputPorts[output]!;
    }
  }

  /** Forgets requests and matches; pointers stay. */
  clear(): void {
    this.bestInput.fill(-1);
    this.outputOf.fill(-1);
    this.askedCount = 0;
    this.matchedCount = 0;
  }
}

/**
 * Event camera recordings of 5 bytes an event (Orchard et al. 2015, doi:10.3389/fnins.2015.00437, the
 * N-MNIST `.bin`; the same layout is called `.bs2` in SLAYER, whose `.bs1` has an id in place of x, y).
 */
import { groupDigits, InputError } from '../../support/errors.ts';
import { eventsMax, type TimedEvents } from './event-columns.ts';

interface Sensor {
  readonly channels: 1 | 2;
  readonly height: number;
  readonly width: number;
}

export interface Recording {
  readonly events: TimedEvents;
  readonly warnings: readonly string[];
}

const eventBytes = 5;
/** An event in this row is no event: the 13 low bits of the sensor's clock ran over. */
const overflowRow = 240;
const overflowUs = 2 ** 13;
const squareExample = '[2, 34, 34], [34, 34] or 2,312';

/**
 * Events of a `.bin` or `.bs2` file: x (8 bit), y (8 bit), polarity (1 bit), time (23 bits, big-endian,
 * microseconds). y = 240 is an overflow of the timer: no event, 8,192 us more for all that follow.
 * Index = polarity * H * W + y * W + x for an input [2, H, W], or a flat one of 2 * H * H; y * W + x
 * for [1, H, W] and [H, W], where both polarities meet in one input.
 * @throws InputError E_INPUT_SHAPE, E_INPUT_TRUNCATED, E_INPUT_SIZE.
 */
export function readRecording2d(
  bytes: Uint8Array,
  path: string,
  inputShapes: readonly (readonly number[])[],
): Recording {
  const sensor = sensorOf(inputShapes, path);
  const eventCount = countEvents(bytes, path);
  const timesNs = new Float64Array(eventCount);
  const indices = new Int32Array(eventCount);
  let size = 0;
  let offsetUs = 0;
  for (let k = 0; k < eventCount; k++) {
    const x = bytes[k * eventBytes]!;
    const y = bytes[k * eventBytes + 1]!;
    if (y === overflowRow) {
      offsetUs += overflowUs;
      continue;
    }
    if (x >= sensor.width) throw outside(path, k, 'x', x, 'width', sensor.width, inputShapes);
    if (y >= sensor.height) throw outside(path, k, 'y', y, 'height', sensor.height, inputShapes);
    const channel = sensor.channels === 2 ? polarity(bytes, k) : 0;
    indices[size] = (channel * sensor.height + y) * sensor.width + x;
    timesNs[size] = (offsetUs + timeUs(bytes, k)) * 1000;
    size++;
  }
  const events = {
    timesNs: timesNs.subarray(0, size),
    indices: indices.subarray(0, size),
    counts: null,
  };
  return { events, warnings: tallSensorWarnings(sensor, eventCount - size, path) };
}

/**
 * Events of a `.bs1` file: id (16 bits, big-endian), polarity (1), time (23 bits, microseconds).
 * Index = id into the concatenated inputs, whatever the polarity; polarity * N + id where the only
 * input is [2, N] or [2, 1, N].
 * @throws InputError E_INPUT_SHAPE, E_INPUT_TRUNCATED, E_INPUT_SIZE.
 */
export function readRecording1d(
  bytes: Uint8Array,
  path: string,
  inputShapes: readonly (readonly number[])[],
): Recording {
  const shape = inputShapes.length === 1 ? inputShapes[0]! : [];
  const signed = shape[0] === 2 && (shape.length === 2 || (shape.length === 3 && shape[1] === 1));
  const inputSize = inputShapes.reduce((sum, s) => sum + s.reduce((p, n) => p * n, 1), 0);
  const width = signed ? inputSize / 2 : inputSize;
  const eventCount = countEvents(bytes, path);
  const timesNs = new Float64Array(eventCount);
  const indices = new Int32Array(eventCount);
  for (let k = 0; k < eventCount; k++) {
    const id = bytes[k * eventBytes]! * 256 + bytes[k * eventBytes + 1]!;
    if (id >= width) throw outside(path, k, 'id', id, 'size', width, inputShapes);
    indices[k] = (signed ? polarity(bytes, k) * width : 0) + id;
    timesNs[k] = timeUs(bytes, k) * 1000;
  }
  return { events: { timesNs, indices, counts: null }, warnings: [] };
}

function polarity(bytes: Uint8Array, event: number): number {
  return bytes[event * eventBytes + 2]! >> 7;
}

function timeUs(bytes: Uint8Array, event: number): number {
  const at = event * eventBytes;
  return ((bytes[at + 2]! & 0x7f) << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!;
}

function countEvents(bytes: Uint8Array, path: string): number {
  const rest = bytes.length % eventBytes;
  const eventCount = (bytes.length - rest) / eventBytes;
  if (rest !== 0) {
    throw new InputError(
      'E_INPUT_TRUNCATED',
      `${path}: ${groupDigits(bytes.length)} bytes, no multiple of the ${eventBytes} bytes of an event (${rest} too many); ` +
        'the file is cut short or no recording of this kind.',
      { path, bytes: bytes.length },
    );
  }
  if (eventCount > eventsMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${path}: ${groupDigits(eventCount)} events; at most ${groupDigits(eventsMax)} in one sample. Split the recording.`,
      { path, eventCount, eventsMax },
    );
  }
  return eventCount;
}

function sensorOf(inputShapes: readonly (readonly number[])[], path: string): Sensor {
  const shape = inputShapes[0] ?? [];
  if (inputShapes.length === 1) {
    const [a, b, c] = shape;
    if (shape.length === 3 && (a === 1 || a === 2)) return { channels: a, height: b!, width: c! };
    if (shape.length === 2) return { channels: 1, height: a!, width: b! };
    const side = Math.sqrt((a ?? 0) / 2);
    if (shape.length === 1 && side >= 1 && Number.isInteger(side)) {
      return { channels: 2, height: side, width: side };
    }
  }
  throw new InputError(
    'E_INPUT_SHAPE',
    `${path}: events with x, y and polarity need one input of shape [2, H, W], [1, H, W], [H, W], or flat with ` +
      `2 * H * H neurons (such as ${squareExample}); the network's ${
        inputShapes.length === 1 ? 'input is' : `${inputShapes.length} inputs are`
      } ${shapesText(inputShapes)}.`,
    { path, inputShapes },
  );
}

function tallSensorWarnings(sensor: Sensor, overflowCount: number, path: string): string[] {
  if (overflowCount === 0 || sensor.height <= overflowRow) return [];
  return [
    `${path}: ${groupDigits(overflowCount)} events with y = ${overflowRow} were read as overflows of the timer, ` +
      `although the input has ${groupDigits(sensor.height)} rows.`,
  ];
}

function outside(
  path: string,
  event: number,
  coordinate: string,
  value: number,
  extent: string,
  limit: number,
  inputShapes: readonly (readonly number[])[],
): InputError {
  return new InputError(
    'E_INPUT_SHAPE',
    `${path}: event ${groupDigits(event)} (counted from 0) has ${coordinate} = ${groupDigits(value)}, but the network's ` +
      `input ${shapesText(inputShapes)} has ${extent} ${groupDigits(limit)}. Is this a recording for another network?`,
    { path, event, coordinate, value, limit },
  );
}

function shapesText(inputShapes: readonly (readonly number[])[]): string {
  return inputShapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
}

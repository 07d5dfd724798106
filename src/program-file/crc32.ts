const TABLE: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return remainder;
});

/**
 * CRC-32 as in ISO-HDLC and zip (polynomial 0x04C11DB7, reflected). Pass the sum so far to go on over
 * several pieces. The sum of "123456789" is 0xCBF43926.
 */
export function crc32(bytes: Uint8Array, sum: number = 0): number {
  let remainder = ~sum;
  for (let i = 0; i < bytes.length; i++) {
    remainder = (remainder >>> 8) ^ TABLE[(remainder ^ bytes[i]!) & 0xff]!;
  }
  return ~remainder >>> 0;
}

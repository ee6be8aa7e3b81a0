const endSignature = 0x06054b50;
const centralBytes = 46;
/** The first moment that a zip archive can name: 1980-01-01 00:00. */
const firstDosTime = 0x00210000;

/** An archive as it is but for the times of its entries, which are put to the first that there is. For archives of our own. */
export function withoutTimes(archive: Uint8Array): Uint8Array {
  const file = Buffer.from(archive);
  let end = file.length - 22;
  while (file.readUInt32LE(end) !== endSignature) end--;
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    file.writeUInt32LE(firstDosTime, at + 12);
    file.writeUInt32LE(firstDosTime, file.readUInt32LE(at + 42) + 10);
    at += centralBytes + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return file;
}

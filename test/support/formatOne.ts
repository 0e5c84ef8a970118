import { crc32 } from "../../server/src/store/journal/crc32.ts";
import { OLD_MAGIC } from "../../server/src/store/journal/formatOne.ts";
import { sealLine } from "../../server/src/store/journal/sealedLine.ts";
import { FakeDisk } from "./fakeDisk.ts";

const encoder = new TextEncoder();

/** A store as the first EVQ left it: one log, `app`, with one frame for each list of names. */
export function storeOfFormatOne(...batches: readonly (readonly string[])[]): FakeDisk {
  const disk = new FakeDisk();
  disk.process().makeFolders("/store/logs/app");
  disk.put("/store/FORMAT", encoder.encode("1\n"));
  disk.put("/store/writer.7.lock", encoder.encode(`${"null".padEnd(1023)}\n`));
  const pieces: Uint8Array[] = [encoder.encode(sealLine("evq-journal 1 oldid", 64))];
  let lsn = 1;
  for (const names of batches) {
    pieces.push(frame(lsn, names));
    lsn += names.length;
  }
  const journal = Uint8Array.from(Buffer.concat(pieces));
  disk.put("/store/logs/app/journal.evj", journal);
  const words = ["evq-acknowledged 1 oldid", lsn - 1, journal.length, lsn - 1, 1, 1, 1];
  disk.put("/store/logs/app/acknowledged", encoder.encode(sealLine(words.join(" "), 256)));
  return disk;
}

function frame(firstLsn: number, names: readonly string[]): Uint8Array {
  const rows = names.map((name, at) => {
    const lsn = firstLsn + at;
    return `"oldid-${lsn}"\t"s"\t"made"\t1\t${lsn}\t\t\t\t{"name":${JSON.stringify(name)}}\t\t\t\t\t\n`;
  });
  const text = encoder.encode(rows.join(""));
  const bytes = new Uint8Array(28 + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set(OLD_MAGIC);
  view.setUint32(4, text.length, true);
  view.setBigUint64(8, BigInt(firstLsn), true);
  view.setUint32(16, names.length, true);
  view.setUint32(20, crc32(text), true);
  view.setUint32(24, crc32(bytes.subarray(0, 24)), true);
  bytes.set(text, 28);
  return bytes;
}

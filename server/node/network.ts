import { statfsSync } from "node:fs";
import { dirname } from "node:path";

/** What Linux calls `f_type` of the file systems that lie on another machine (linux/magic.h). */
const LINUX_NETWORKS: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xfe534d42: "SMB",
  0xff534d42: "CIFS",
  0x5346414f: "AFS",
  0x00c36400: "Ceph",
  0x73757245: "Coda",
  0x564c: "NCP",
};

/** The network file system that a path, or the folder in which it will be, is on. On Windows, shares only. */
export function networkOf(path: string): string | undefined {
  if (process.platform === "win32") return /^[\\/]{2}[^\\/?.]/.test(path) ? "a network share" : undefined;
  if (process.platform !== "linux") return undefined;
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      return LINUX_NETWORKS[statfsSync(folder).type >>> 0];
    } catch {
      if (dirname(folder) === folder) return undefined;
    }
  }
}

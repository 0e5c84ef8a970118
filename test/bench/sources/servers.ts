import { AkeneoServers } from "../../servers/sources/akeneo.ts";
import { CodeboltServer } from "../../servers/sources/codebolt.ts";
import { contemberAnswer } from "../../servers/sources/contember.ts";
import { OpenContentServers } from "../../servers/sources/opencontent.ts";
import { PigelloServer } from "../../servers/sources/pigello.ts";
import { SourceServer } from "../../servers/sources/server.ts";
import { akeneoEntry, codeboltEvent, contemberEvent, openContentEntry, pigelloEntry } from "./entries.ts";

/** Where the servers of the benchmark listen; sent to the parent when they do. */
export interface Addresses {
  readonly pigello: string;
  readonly akeneo: string;
  readonly pim: string;
  readonly opencontent: string;
  readonly contember: string;
  readonly codebolt: string;
}

/** The test servers in a process of their own, each with so many events; what they have answered once they know by heart. */
async function start(count: number): Promise<Addresses> {
  const all = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const pigello = await PigelloServer.start();
  pigello.entries = all(pigelloEntry);
  const akeneo = await AkeneoServers.start();
  akeneo.entries = all(akeneoEntry);
  akeneo.tokens.add("bench-token");
  const opencontent = await OpenContentServers.start();
  opencontent.logs.eventlog = all(openContentEntry);
  const codebolt = await CodeboltServer.start();
  codebolt.events = all(codeboltEvent);
  const contember = await SourceServer.start(contemberAnswer(all(contemberEvent)));
  for (const server of [pigello.server, akeneo.platform, opencontent.repository, contember]) server.remembers = true;
  codebolt.remembers = true;
  return {
    pigello: pigello.server.url,
    akeneo: akeneo.platform.url,
    pim: akeneo.pim.url,
    opencontent: opencontent.repository.url,
    contember: contember.url,
    codebolt: codebolt.url,
  };
}

process.on("disconnect", () => process.exit());
process.send?.(await start(Number(process.argv[2])));

import type { Reference } from "../../query/bind.ts";
import { wordsFor } from "../../syntax/vocabulary.ts";
import { nodesAt } from "../nodes.ts";
import { code, markdown, plain } from "../prose.ts";
import type { Block, Prose } from "../prose.ts";
import { eventFields, knownPaths, writtenField } from "../scope.ts";
import { knownSource } from "../sources.ts";
import type { Snapshot } from "../snapshot.ts";
import { proseOf } from "../words.ts";
import { valueProse } from "./literals.ts";

/** What a name stands for. */
export function referenceProse(snapshot: Snapshot, reference: Reference): Prose {
  switch (reference.kind) {
    case "function":
      return wordsFor(reference.name)
        .filter(({ kind }) => kind === "aggregate" || kind === "function")
        .flatMap(proseOf);
    case "field":
      return fieldProse(snapshot, reference);
    case "connection":
      return connectionProse(snapshot, reference.name);
    case "log":
      return logProse(snapshot, reference);
    case "column":
    case "parameter":
    case "let":
      return declared(snapshot, reference);
  }
}

function fieldProse(snapshot: Snapshot, { span, name, field, type }: Reference): Prose {
  const query = nodesAt(snapshot.document, span.start).findLast((node) => node.kind === "query");
  const canonical = field ? writtenField(field) : name;
  const prose: Block[] = [code(type === undefined ? canonical : `${canonical}: ${type}`)];
  if (!query || !field) return prose;
  const same = eventFields(snapshot, query).filter((other) => other.field && writtenField(other.field) === canonical);
  const written = snapshot.text.slice(span.start, span.end);
  const description = (same.find((other) => other.name === written) ?? same[0])?.description;
  if (description !== undefined) prose.push(markdown(description));
  const spellings = same.map((other) => other.name).filter((other) => other !== canonical);
  if (spellings.length > 0) prose.push(markdown("Also written:"), code(spellings.join("\n")));
  const known = knownPaths(snapshot, query).find(
    (path) => path.example !== undefined && writtenField(path.field) === canonical,
  );
  if (known?.example !== undefined) prose.push(markdown("For example:"), code(known.example));
  return prose;
}

function connectionProse({ catalog }: Snapshot, name: string): Prose {
  const { entry, kind } = knownSource(catalog, name, undefined);
  const state = entry?.connected ? "" : "Not connected: queries can be written and checked, and not yet run.";
  return [
    code(kind && kind.name !== name ? `${name}: ${kind.name}` : name),
    ...(kind ? [markdown(`**${kind.title}.** ${kind.description}`)] : []),
    ...(state === "" ? [] : [markdown(state)]),
  ];
}

function logProse(snapshot: Snapshot, { span, name }: Reference): Prose {
  const source = nodesAt(snapshot.document, span.start).findLast((node) => node.kind === "source");
  const connection = source?.kind === "source" && source.path[0]?.kind === "name" ? source.path[0].text : name;
  const { log, logKind } = knownSource(snapshot.catalog, connection, name);
  const prose: Block[] = [code(name)];
  if (logKind) prose.push(markdown(logKind.description));
  if (logKind?.retentionDays !== undefined) prose.push(markdown(`Events are kept for ${logKind.retentionDays} days.`));
  if (log?.events !== undefined)
    prose.push(plain(`${log.events.toLocaleString("en-US")} events in ${log.streams?.length ?? 0} streams`));
  return prose;
}

/** A name of the user's own: its type, what it is declared as, and what it comes to. */
function declared(snapshot: Snapshot, { name, kind, type, definition, value }: Reference): Prose {
  const written = kind === "parameter" ? `$${name.replace(/^\$/, "")}` : name;
  const prose: Block[] = [code(type === undefined ? written : `${written}: ${type}`)];
  const around =
    definition &&
    nodesAt(snapshot.document, definition.start).findLast(
      (node) => node.kind === "let" || node.kind === "param" || node.kind === "column",
    );
  if (around) prose.push(code(snapshot.text.slice(around.span.start, around.span.end), "evq"));
  if (value !== undefined) prose.push(...valueProse(value));
  return prose;
}

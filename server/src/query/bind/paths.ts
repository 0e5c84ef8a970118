import type { PathStep } from "../../base/value.ts";
import type { Path } from "../../syntax/ast.ts";
import type { Fix } from "../../syntax/problem.ts";
import type { NativeField } from "../catalog.ts";
import type { FieldRef } from "../query.ts";
import { replacement } from "./context.ts";
import type { Context, Named } from "./context.ts";
import { columnByText, groupColumn } from "./grouping.ts";
import { listed, nearest, textOf, writtenField, writtenName } from "./names.ts";
import type { Place } from "./place.ts";
import { CANONICAL } from "./scope.ts";
import type { Scope, ScopeColumn } from "./scope.ts";
import { UNBOUND, columnType } from "./types.ts";
import type { Typed } from "./types.ts";

/** What a path names: a column, a source's own field, a let, or what the events were grouped by; in this order. */
export function bindPath(node: Path, place: Place): Typed {
  const { context, scope } = place;
  const steps = stepsOf(node);
  if (!steps) context.broken = true;
  const name = node.head.text;
  const column = scope?.columns.get(name);
  if (column) return bindColumn(node, steps ?? [], column, place);
  const native = scope?.natives.get(name);
  if (native) return bindNative(node, steps ?? [], native, place);
  const named = context.lets.get(name);
  if (named) return bindLet(node, named, place);
  const same = groupColumn(node, place) ?? columnByText(node, place);
  if (same) return same;
  tellUnknown(node, place);
  return UNBOUND;
}

/** The keys and indexes behind the head; undefined when one is missing. */
export function stepsOf({ steps }: Path): readonly PathStep[] | undefined {
  const known: PathStep[] = [];
  for (const step of steps) {
    if (step.kind === "missing") return undefined;
    known.push(step.kind === "key" ? step.text : step.index);
  }
  return known;
}

function bindColumn(node: Path, steps: readonly PathStep[], column: ScopeColumn, place: Place): Typed {
  const { context, scope } = place;
  const isJson = column.type === "json" || column.type === "mixed";
  if (steps.length > 0 && !isJson) {
    context.error(
      node.span,
      "path.not-json",
      `\`${column.name}\` is ${column.type}, so there is nothing at a path inside it.`,
    );
    return UNBOUND;
  }
  if (column.meaning) {
    context.refer({
      span: node.head.span,
      kind: "column",
      name: column.name,
      ...(column.definition && { definition: column.definition }),
      type: columnType(column.type),
    });
    if (steps.length === 0) return { value: column.meaning, type: column.type };
    if (column.meaning.kind !== "field") return UNBOUND;
    const { column: inner, path } = column.meaning.field;
    return { value: { kind: "field", field: { column: inner, path: [...path, ...steps] } }, type: "mixed" };
  }
  const field: FieldRef = { column: column.name, path: steps };
  const known = scope && knownField(scope, field);
  const type = steps.length === 0 ? column.type : (known?.type ?? "mixed");
  const isField = CANONICAL.has(column.name) && !column.definition && !place.grouping;
  context.refer(
    isField
      ? {
          span: node.span,
          kind: "field",
          name: column.name,
          field,
          type: columnType(sampledType(scope, field) ?? type),
        }
      : {
          span: node.head.span,
          kind: "column",
          name: column.name,
          field,
          ...(column.definition && { definition: column.definition }),
          type: columnType(type),
        },
  );
  if (isField && known?.advice) advise(node, known, context);
  if (isField && steps.length > 0 && !known) tellUnknownPath(node, field, place);
  return { value: { kind: "field", field }, type };
}

function bindNative(node: Path, steps: readonly PathStep[], native: NativeField, place: Place): Typed {
  const { context, scope } = place;
  if (steps.length > 0 && native.type !== "json" && native.type !== "mixed") {
    context.error(
      node.span,
      "path.not-json",
      `\`${native.name}\` is ${native.type}, so there is nothing at a path inside it.`,
    );
    return UNBOUND;
  }
  const field: FieldRef = { column: native.field.column, path: [...native.field.path, ...steps] };
  const type = steps.length === 0 ? native.type : ((scope && knownField(scope, field)?.type) ?? "mixed");
  context.refer({
    span: node.span,
    kind: "field",
    name: native.name,
    field,
    type: columnType(sampledType(scope, field) ?? type),
  });
  if (steps.length === 0 && native.advice) advise(node, native, context);
  if (steps.length > 0) tellUnknownPath(node, field, place);
  return { value: { kind: "field", field }, type };
}

function bindLet(node: Path, named: Named, { context }: Place): Typed {
  const { name, definition } = named;
  for (const parameter of named.parameters) context.used.add(parameter);
  if (named.broken) context.broken = true;
  if (named.kind === "query") {
    context.refer({ span: node.head.span, kind: "let", name, definition, type: "query" });
    context.error(
      node.span,
      "let.is-a-query",
      `\`${name}\` is a named query, and a value is needed here. Query it with \`from ${writtenName(name)}\`.`,
    );
    return UNBOUND;
  }
  const { value, type } = named.value;
  context.refer({
    span: node.head.span,
    kind: "let",
    name,
    definition,
    type: type === "duration" ? type : columnType(type),
    ...(value.kind === "constant" && { value: value.value }),
  });
  if (node.steps.length === 0) return named.value;
  context.error(node.span, "path.not-json", `\`${name}\` is a named value and has nothing at a path inside it.`);
  return UNBOUND;
}

/** The source's own field that stands for the same place. */
export function knownField({ natives }: Scope, field: FieldRef): NativeField | undefined {
  for (const native of natives.values()) if (sameField(native.field, field)) return native;
  return undefined;
}

/** The type that sampled events had there; a guess, so good for showing and not for judging. */
function sampledType(scope: Scope | undefined, field: FieldRef): NativeField["type"] | undefined {
  return scope?.known.find((path) => sameField(path.field, field))?.type;
}

function sameField(a: FieldRef, b: FieldRef): boolean {
  return a.column === b.column && a.path.length === b.path.length && a.path.every((step, i) => step === b.path[i]);
}

function advise(node: Path, { name, advice }: NativeField, context: Context): void {
  if (!advice) return;
  const { use, reason } = advice;
  context.warn(
    node.span,
    "field.advice",
    `Use \`${use}\` in place of \`${name}\`: ${reason}.`,
    replacement(`Write ${use}`, node.span, use),
  );
}

/** Says when a path is not among the known ones and one with another last step is near. */
function tellUnknownPath(node: Path, field: FieldRef, { context, scope }: Place): void {
  const { column, path } = field;
  const last = path.at(-1);
  const below = (scope?.known ?? []).filter((known) => known.field.column === column);
  if (typeof last !== "string" || below.some((known) => startsWith(known.field.path, path))) return;
  const siblings = below.flatMap((known) => {
    const step = known.field.path[path.length - 1];
    return typeof step === "string" && startsWith(known.field.path, path.slice(0, -1)) ? [step] : [];
  });
  const meant = nearest(last, siblings);
  if (meant === undefined) return;
  const text = writtenField({ column, path: [...path.slice(0, -1), meant] });
  context.inform(
    node.span,
    "path.unknown",
    `No event that was looked at has \`${writtenField(field)}\`. Did you mean \`${text}\`?`,
    replacement(`Write ${text}`, node.span, text),
  );
}

function startsWith(path: readonly PathStep[], start: readonly PathStep[]): boolean {
  return start.every((step, i) => step === path[i]);
}

function tellUnknown(node: Path, place: Place): void {
  const { context, scope, clause } = place;
  const { span, text: name } = node.head;
  if (context.definitions.has(name)) {
    context.error(span, "let.too-early", `\`${name}\` is not defined yet here. Move its \`let\` above this statement.`);
    return;
  }
  if (!scope) {
    context.error(
      node.span,
      "field.not-constant",
      `\`${textOf(node)}\` is no fixed value, and ${clause} needs one. Write text in quotes.`,
    );
    return;
  }
  const later = place.later.get(name);
  if (later) return tellTooEarly(node, later.clause, later.value && textOf(later.value), place);
  const before = place.grouping?.before;
  if (before?.columns.has(name) || before?.natives.has(name)) {
    const columns = listed([...scope.columns.keys()]);
    context.error(
      node.span,
      "field.gone",
      `\`${textOf(node)}\` is not there after \`reduce\`${columns === "" ? "" : `, only ${columns}`}. Group by it, or use an aggregate such as \`max(${textOf(node)})\`.`,
    );
    return;
  }
  const hidden = scope.hidden.get(name);
  if (hidden) {
    const canonical = writtenField(hidden.field);
    context.error(
      span,
      "field.unknown",
      `\`${name}\` is a name of one source; over several sources write \`${canonical}\`.`,
      replacement(`Write ${canonical}`, span, canonical),
    );
    return;
  }
  if (context.parameters.has(name)) {
    const text = `$${name}`;
    context.error(
      span,
      "field.unknown",
      `There is no field \`${name}\` here. The parameter is written \`${text}\`.`,
      replacement(`Write ${text}`, span, text),
    );
    return;
  }
  const named = [...context.lets.values()].filter(({ kind }) => kind === "value").map((known) => known.name);
  const meant = nearest(name, [...scope.columns.keys(), ...scope.natives.keys(), ...named]);
  const fixes: (Fix | undefined)[] = [
    meant === undefined ? undefined : replacement(`Write ${meant}`, span, writtenName(meant)),
  ];
  const payload = meant === undefined && scope.columns.get("payload")?.type === "json";
  const advice =
    meant !== undefined ? ` Did you mean \`${meant}\`?` : payload ? ` Data of the event is below \`payload\`.` : "";
  if (payload) fixes.push(replacement(`Write payload.${textOf(node)}`, node.span, `payload.${textOf(node)}`, false));
  context.error(span, "field.unknown", `There is no field \`${name}\` here.${advice}`, ...fixes);
}

/** A column that is made further on: by `reduce` or `collapse` when `where` uses it, by `select` when `order by` does. */
function tellTooEarly(
  node: Path,
  maker: string,
  meaning: string | undefined,
  { context, clause, keyword }: Place,
): void {
  const name = node.head.text;
  const message = `\`${name}\` is made by \`${maker}\`, which comes after ${clause}.`;
  if (clause === "`where`" && maker !== "select") {
    const fix =
      maker === "reduce" || maker === "collapse"
        ? keyword && replacement("Write having", keyword, "having")
        : undefined;
    context.error(node.span, "column.too-early", `${message} Use \`having\`, which filters the rows after it.`, fix);
  } else if (meaning !== undefined && node.steps.length === 0) {
    context.error(
      node.span,
      "column.too-early",
      `${message} Write what it stands for.`,
      replacement(`Write ${meaning}`, node.span, meaning),
    );
  } else {
    context.error(node.span, "column.too-early", `${message} Name the query with \`let\` and query that.`);
  }
}

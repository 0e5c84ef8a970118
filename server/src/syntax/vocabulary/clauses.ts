import type { Word } from "./word.ts";

export const statements: readonly Word[] = [
  statement(
    "from",
    "from S, …",
    "Queries one source, or several as one timeline merged by time.",
    "from akeneo.logs, contember.events during last 1h",
  ),
  statement(
    "let",
    "let name = query | value",
    "Names a query, usable as a source, or a value.",
    'let failed = from akeneo.logs where log_type = "error"',
  ),
  statement(
    "param",
    "param name: type = default",
    "Declares a parameter, used as $name and always bound as a value.",
    "param lo: time = ago(1d)",
  ),
];

/** In the order in which the formatter writes them. */
export const clauses: readonly Word[] = [
  clause("during", "during last 24h · @2024-01 · a .. b", "Sets the time window on `timestamp`.", "during last 24h"),
  clause(
    "since",
    'since checkpoint "name" [overlap 2m]',
    "Takes what is new since a checkpoint.",
    'since checkpoint "erp-sync" overlap 2m',
  ),
  clause(
    "where",
    "where P",
    "Keeps the events for which a condition is true; several are joined by and.",
    'where event_type = "CREATE"',
  ),
  clause(
    "dedupe",
    "dedupe by k, … [keep first|last]",
    "Keeps one event a key, the last one unless told otherwise.",
    "dedupe by entity_type, entity_id",
  ),
  clause(
    "collapse",
    "collapse by k, … within 5m [keep first|last]",
    "Folds a key's repeats within a length of time into one event and counts them.",
    "collapse by actor, event_type within 5m",
  ),
  clause(
    "reduce",
    "reduce A [as n], … [by g [as n], …]",
    "Aggregates the events, one row a group.",
    "reduce count() as events by event_type",
  ),
  clause(
    "having",
    "having P",
    "Keeps the rows so far, reduced or not, for which a condition is true.",
    "having count() > 10",
  ),
  clause("order by", "order by f [asc|desc], …", "Sorts the rows; ties end in event order.", "order by timestamp desc"),
  clause("limit", "limit n", "Takes at most so many rows.", "limit 50"),
  clause("offset", "offset n", "Leaves out the first rows.", "offset 100"),
  clause("latest", "latest n", "Takes the newest events: short for `order by timestamp desc limit n`.", "latest 100"),
  clause(
    "fetch current",
    "fetch current",
    "Joins the present state of each event's entity from the source.",
    "fetch current",
  ),
  clause(
    "select",
    "select f [as n], …",
    "Chooses the columns and their order.",
    "select timestamp, actor, payload.status as status",
  ),
  clause(
    "diff",
    "diff [by k, …]",
    "Shows each event as a change, field by field: old against new, else against the previous event of its entity.",
    "diff",
  ),
  clause(
    "compare to",
    "compare to previous [7d] · @t · NAME [on k, …] [ignoring c, …]",
    "Runs twice and shows what was added, removed and changed, row by row and cell by cell. Rows belong together by `on`, else by the group keys, else by id.",
    "compare to previous 7d",
  ),
  clause(
    "into",
    "into local.log [stream f]",
    "Appends the result to the local store, exactly once an event.",
    "into local.archive",
  ),
  clause("expect", "expect rows OP n · complete · every P", "Asserts something about the result.", "expect rows = 0"),
];

/** Words that belong to a clause. */
export const modifiers: readonly Word[] = [
  modifier("last", "last d", "The time from now back by a duration.", "during last 24h"),
  modifier(
    "checkpoint",
    'checkpoint "name"',
    "Names the checkpoint that `since` goes on from.",
    'since checkpoint "nightly"',
  ),
  modifier(
    "overlap",
    "overlap d",
    "Reads a little before the checkpoint again, for what became visible late.",
    'since checkpoint "nightly" overlap 2m',
  ),
  modifier("by", "by f, …", "Says by which fields or expressions.", "reduce count() by actor"),
  modifier("keep", "keep first|last", "Says which event of a key stays.", "dedupe by entity_id keep first"),
  modifier("first", "keep first", "The earliest event of a key stays.", "dedupe by entity_id keep first"),
  modifier(
    "within",
    "within d",
    "A window opens at a key's first event and lasts so long.",
    "collapse by actor within 5m",
  ),
  modifier(
    "gap",
    "gap d",
    "A window lasts as long as its events follow each other within this time.",
    "collapse by actor gap 30s",
  ),
  modifier("as", "as name", "Names a column.", "reduce count() as events by actor"),
  modifier("asc", "f asc", "Sorts from small to large, nulls first.", "order by timestamp asc"),
  modifier("desc", "f desc", "Sorts from large to small, nulls last.", "order by timestamp desc"),
  modifier("current", "fetch current", "The state of an entity as it is now.", "fetch current"),
  modifier("to", "compare to …", "Says what to compare with.", "compare to @2024-01-14"),
  modifier(
    "previous",
    "previous [7d]",
    "The window before: of a calendar period the previous one, else one of equal length. With a duration, the same window so much earlier.",
    "compare to previous 7d",
  ),
  modifier("on", "on k, …", "The key by which rows are matched.", "compare to previous 7d on entity_id"),
  modifier(
    "ignoring",
    "ignoring c, …",
    "Columns that do not count as a difference.",
    "compare to previous 7d ignoring timestamp",
  ),
  modifier("rows", "expect rows OP n", "The number of rows of the result.", "expect rows > 0"),
  modifier("complete", "expect complete", "That no event is missing from the result.", "expect complete"),
  modifier("every", "expect every P", "That a condition is true for each row.", "expect every actor is not null"),
  modifier("stream", 'stream "name"', "One stream of a log.", 'from local.audit stream "user-123"'),
];

function statement(text: string, signature: string, description: string, example: string): Word {
  return { text, kind: "statement", signature, description, example };
}

function clause(text: string, signature: string, description: string, example: string): Word {
  return { text, kind: "clause", signature, description, example };
}

function modifier(text: string, signature: string, description: string, example: string): Word {
  return { text, kind: "modifier", signature, description, example };
}

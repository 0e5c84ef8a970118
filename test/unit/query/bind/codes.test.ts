import { expect, test } from "vitest";
import { PROBLEM_CODES } from "../../../../server/src/query/problemCodes.ts";
import type { ProblemCode } from "../../../../server/src/query/problemCodes.ts";
import { bound } from "../../../support/told.ts";

/** For every code a text that has it. */
const EXAMPLES: Readonly<Record<ProblemCode, string>> = {
  "aggregate.misplaced": "from local.app dedupe by count() reduce count()",
  "aggregate.nested": "from local.app reduce sum(count())",
  "aggregate.not-numeric": "from local.app reduce avg(actor)",
  "aggregate.without-reduce": "from local.app order by count()",
  "change.not-here": "from local.app reduce count() having changed(status)",
  "change.not-a-path": 'from local.app where was("status") = 1',
  "change.prefix": "from local.app where changed(new.status)",
  "checkpoint.not-text": "from local.app since checkpoint 5",
  "checkpoint.unreliable": 'from opencontent.contentlog since checkpoint "c"',
  "clause.conflict": "from local.app limit 1 latest 5",
  "clause.order": "from local.app | limit 5 | where id = 'a'",
  "column.duplicate": "from local.app select id, actor as id",
  "column.too-early": "from local.app where n > 1 reduce count() as n",
  "compare.columns-differ": "let a = from local.app select id as x\nfrom local.app reduce count() compare to a",
  "compare.no-key": "from local.app during last 1d compare to previous",
  "compare.not-a-column": "from local.app during last 1d compare to previous on 5",
  "compare.no-window": "from local.app reduce count() compare to previous",
  "count.invalid": "from local.app limit 1.5",
  "count.lower-bound": "from akeneo.logs reduce count()",
  "during.empty": "from local.app during @2024-02Z .. @2024-01Z",
  "during.not-a-period": "from local.app during now()",
  "duration.invalid": "from local.app reduce count() by bin(timestamp, 0s)",
  "duration.months": "from local.app collapse by id within 1mo",
  "fetch.no-current": "from contember.events fetch current",
  "field.advice": "from akeneo.logs where error_code is null",
  "field.gone": "from local.app reduce count() order by timestamp",
  "field.not-constant": "from local.app limit payload.n",
  "field.unknown": "from local.app where tyep is null",
  "function.arguments": "from local.app where timestamp > ago()",
  "function.unknown": "from local.app reduce mean(payload.n)",
  "in.not-a-list": "from local.app where actor in payload.users",
  "into.not-local": "from local.app into akeneo.logs",
  "let.duplicate": "let a = 1\nlet a = 2",
  "let.is-a-query": "let a = from local.app\nfrom local.app where id = a",
  "let.shadows-field": "let actor = 1",
  "let.too-early": "from a\nlet a = from local.app",
  "list.invalid": "from local.app where id = [1, 2]",
  "log.missing": "from local",
  "log.unknown": "from akeneo.log",
  "null.comparison": "from local.app where actor = null",
  "parameter.default": 'param a: number = "x"',
  "parameter.duplicate": "param a: number\nparam a: number",
  "parameter.unknown": "from local.app limit $n",
  "parameter.untyped": "param a",
  "path.not-json": "from local.app where actor.name is null",
  "path.unknown": "from local.app where payload.totl is null",
  "pattern.invalid": 'from local.app where actor matches "("',
  "percentile.range": "from local.app reduce percentile(payload.n, 101)",
  "predicate.invalid": "from local.app where actor",
  "reduce.no-aggregate": "from local.app reduce actor",
  "rows.not-events": "let a = from local.app select id\nfrom a diff",
  "source.columns-differ": "let a = from local.app select id\nfrom local.app, a",
  "source.no-streams": 'from akeneo.logs stream "x"',
  "source.unknown": "from lokal.app",
  "time.no-zone": "from local.app during @2024",
  "time.text-unreadable": 'from local.app where timestamp > "yesterday"',
  "type.arithmetic": 'from local.app where timestamp > now() + "1h"',
  "type.mismatch": "from local.app during last 5",
  "type.never-equal": 'from local.app where sequence_number = "5"',
  "value.unlisted": 'from akeneo.logs where log_type = "warning"',
  "window.before-retention": "from akeneo.logs during last 31d",
};

test.each(Object.entries(EXAMPLES))("%s: %s", (code, text) => {
  expect(bound(text, { now: 1_705_312_800_000_000n }).problems.map((problem) => problem.code)).toContain(code);
});

test("every code is described in a sentence", () => {
  for (const [code, description] of Object.entries(PROBLEM_CODES)) {
    expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    expect(description).toMatch(/^[A-Z].*\.$/);
  }
});

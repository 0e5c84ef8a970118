import { describe, expect, it } from "vitest";
import { bound, told } from "../../../support/told.ts";

/** The sources of a text's last query, as they are in the model. */
function sources(text: string): unknown {
  return bound(text).queries.at(-1)?.query?.from;
}

describe("sources", () => {
  it("a connection with one log may leave it out", () => {
    expect(sources("from pigello")).toEqual([{ kind: "log", connection: "pigello", log: "eventlog" }]);
    expect(sources("from shop")).toEqual([{ kind: "log", connection: "shop", log: "logs" }]);
  });

  it("one with several is asked which", () => {
    expect(told("from opencontent")).toEqual(["log.missing ⟦opencontent⟧ → from opencontent.eventlog"]);
    expect(told("from local where id is null")).toEqual(["log.missing ⟦local⟧ → from local.app where id is null"]);
  });

  it("a system's logs are fixed, those of a store may come", () => {
    expect(told("from akeneo.log")).toEqual(["log.unknown ⟦log⟧ → from akeneo.logs"]);
    expect(told("from local.ap")).toEqual(["warning: log.unknown ⟦ap⟧ → from local.app"]);
    expect(told("from local.`user-activty`")).toEqual([
      "warning: log.unknown ⟦`user-activty`⟧ → from local.`user-activity`",
    ]);
    expect(told("from codebolt.anything")).toEqual([]);
  });

  it("did you mean", () => {
    expect(told("from akeno.logs")).toEqual(["source.unknown ⟦akeno⟧ → from akeneo.logs"]);
    expect(told("let failed = from shop\nfrom faild")).toEqual([
      "source.unknown ⟦faild⟧ → let failed = from shop from failed",
    ]);
    expect(told("from nothing.like.it".slice(0, 17))).toEqual(["source.unknown ⟦nothing⟧"]);
  });

  it("streams are text, and only where there are some", () => {
    expect(sources('from local.app stream "main"')).toEqual([
      { kind: "log", connection: "local", log: "app", stream: { kind: "constant", value: "main" } },
    ]);
    expect(told("from local.app stream main")).toEqual(["field.not-constant ⟦main⟧"]);
    expect(told("from local.app stream 5")).toEqual(['type.mismatch ⟦5⟧ → from local.app stream "5"']);
    expect(told('from pigello stream "x"')).toEqual(['source.no-streams ⟦"x"⟧']);
  });
});

describe("lets", () => {
  it("go before connections", () => {
    expect(sources("let shop = from local.app\nfrom shop")).toMatchObject([{ kind: "subquery", name: "shop" }]);
    expect(sources("let shop = from local.app\nfrom shop.logs")).toMatchObject([{ kind: "log", connection: "shop" }]);
  });

  it("are known behind their definition only", () => {
    expect(told("from later\nlet later = from local.app")).toEqual(["let.too-early ⟦later⟧"]);
    expect(told("let a = from a")).toEqual(["let.too-early ⟦a⟧"]);
    expect(told("from local.app where payload.n > big\nlet big = 5")).toEqual(["let.too-early ⟦big⟧"]);
  });

  it("may not hide a field of the sources in use", () => {
    expect(told("let payload = 5")).toEqual(["let.shadows-field ⟦payload⟧"]);
    expect(told("let table_name = 5\nfrom contember")).toEqual(["let.shadows-field ⟦table_name⟧"]);
    expect(told("let table_name = 5\nfrom local.app")).toEqual([]);
  });

  it("of a value stand for it, with the period that it is", () => {
    const { queries } = bound(
      "let day = @2024-01-15Z\nlet slow = 2s\nfrom local.app during day where payload.n > slow",
    );
    expect(queries[0]?.query?.during?.start).toMatchObject({
      kind: "constant",
      value: { start: 1705276800000000n, end: 1705363200000000n },
    });
    expect(queries[0]?.query?.where).toMatchObject({ right: { kind: "constant", value: { micros: 2000000n } } });
  });

  it("that are broken break what uses them, and are told once", () => {
    const { queries, problems } = bound("let bad = from local.app where nope = 1\nfrom bad\nfrom local.app");
    expect(problems.map(({ code }) => code)).toEqual(["field.unknown"]);
    expect(queries.map(({ query }) => query !== undefined)).toEqual([false, true]);
  });

  it("carry the source's own names, until they select or reduce", () => {
    expect(
      told("let a = from akeneo where log_type = 'error' limit 5\nfrom a reduce max(timestamp) by error_message"),
    ).toEqual([]);
    expect(told("let a = from akeneo select id\nfrom a where error_message is null")).toEqual([
      "field.unknown ⟦error_message⟧",
    ]);
    expect(
      told(
        "let a = from local.app reduce sum(payload.n), count() as n by payload.k\nfrom a where sum(payload.n) > 5 and n > 1 and payload.k = 'x'",
      ),
    ).toEqual([]);
  });

  it("do not hold what only a query that is run can do", () => {
    expect(told("let a = from local.app into local.b")).toEqual(["clause.conflict ⟦into⟧"]);
  });
});

describe("parameters", () => {
  it("have the type that is written, else that of their default", () => {
    const { parameters } = bound('param a: string[]\nparam b = 5\nparam c = ["x"]\nparam d = ago(1d)');
    expect(parameters.map(({ name, type }) => [name, type.name, type.list])).toEqual([
      ["a", "string", true],
      ["b", "number", false],
      ["c", "string", true],
      ["d", "time", false],
    ]);
  });

  it("have defaults of their type", () => {
    expect(told('param a: number = "x"')).toEqual(['parameter.default ⟦"x"⟧']);
    expect(told("param a: string[] = [1]")).toEqual(["parameter.default ⟦[1]⟧"]);
    expect(told('param a: string[] = "x"')).toEqual(['parameter.default ⟦"x"⟧']);
    expect(told("param a: time = now() - 1h\nparam b: duration = 5m\nparam c: number[] = [1, 2.5]")).toEqual([]);
    expect(told("param a: number = 5\nparam b: number = $a")).toEqual(["parameter.default ⟦$a⟧"]);
  });

  it("that a query uses are listed, also through a let", () => {
    const { queries } = bound(
      "param a: number\nparam b: number\nlet q = from local.app limit $a\nfrom q where payload.n = $b\nfrom local.app",
    );
    expect(queries.map(({ parameters }) => parameters)).toEqual([["a", "b"], []]);
  });

  it("that are not there can be declared", () => {
    expect(told("from local.app where id = $x")).toEqual([
      "parameter.unknown ⟦$x⟧ → param x: string from local.app where id = $x",
    ]);
    expect(told("param since: time\nfrom local.app where timestamp > $sinse")[0]).toContain(
      "parameter.unknown ⟦$sinse⟧ → param since: time from local.app where timestamp > $since",
    );
  });

  it("written without their sign", () => {
    expect(told("param kinds: string[]\nfrom local.app where event_type in kinds")[0]).toBe(
      "field.unknown ⟦kinds⟧ → param kinds: string[] from local.app where event_type in $kinds",
    );
  });
});

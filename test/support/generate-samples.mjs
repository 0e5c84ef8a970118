// Writes samples/data/*.ndjson, the same bytes every time: `node test/support/generate-samples.mjs`.
import { writeFileSync } from "node:fs";

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 15); // a Monday

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PRODUCTS = [
  ["tea-green", "Green tea", 8.5],
  ["tea-earl", "Earl Grey", 9],
  ["cup-blue", "Blue cup", 14],
  ["pot-iron", "Iron pot", 89],
  ["filter-100", "100 filters", 4.2],
  ["honey", "Forest honey", 11.9],
];
const COUNTRIES = ["DE", "DE", "DE", "AT", "CH", "FR", "NL"];
const PEOPLE = ["ada", "ben", "chen", "dana", "emil", "fatma", "gita", "hugo", "ines", "jonas", "kim", "lena"];
const EDITORS = ["anna.k", "marek", "sofia", "import-bot"];

/** A week of a small shop: logins, orders, payments; on Thursday from 14:00 the payment provider is down for two hours. */
function shop() {
  const next = random(20_240_115);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const events = [];
  const add = (at, type, customer, entity, rest) =>
    events.push({ at, type, customer, entityType: entity[0], entityId: entity[1], rest });

  const visits = Array.from({ length: 480 }, () => {
    const hour = 7 + (next() + next()) * 8;
    return Math.floor(START + Math.floor(next() * 7) * DAY + hour * 3_600_000);
  }).sort((a, b) => a - b);
  for (const [session, visit] of visits.entries()) {
    const customer = pick(PEOPLE);
    let at = visit;
    const step = (seconds) => (at += Math.round((1 + next() * seconds) * 1000));
    const country = COUNTRIES[PEOPLE.indexOf(customer) % COUNTRIES.length];
    const user = ["customer", customer];

    const ip = `203.0.113.${1 + PEOPLE.indexOf(customer)}`;
    if (next() < 0.18) {
      add(at, "login.failed", customer, user, {
        reason: pick(["wrong password", "wrong password", "account locked"]),
        ip,
      });
      step(20);
    }
    add(at, "login.succeeded", customer, user, {
      ip,
      device: { kind: pick(["phone", "phone", "desktop", "tablet"]), country },
    });
    step(120);
    if (next() < 0.22) continue;

    const number = `A-${1001 + session}`;
    const order = ["order", number];
    const items = Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
      const [sku, name, price] = pick(PRODUCTS);
      return { sku, name, quantity: 1 + Math.floor(next() * 3), price };
    });
    const amount = Math.round(items.reduce((sum, { quantity, price }) => sum + quantity * price, 0) * 100) / 100;
    add(at, "order.created", customer, order, { amount, currency: "EUR", items, country });
    step(60);

    const down = at >= START + 3 * DAY + 14 * 3_600_000 && at < START + 3 * DAY + 16 * 3_600_000;
    let paid = false;
    for (let attempt = 1; attempt <= (down ? 4 : 2) && !paid; attempt++) {
      const method = pick(["card", "card", "paypal", "invoice"]);
      paid = next() > (down ? 0.9 : 0.08);
      const took = Math.round((down ? 9_000 : 250) + next() * 900);
      if (paid) add(at, "payment.captured", customer, order, { amount, method, took_ms: took });
      else {
        const error = down
          ? { code: "provider_timeout", message: "The payment provider did not answer." }
          : { code: "card_declined", message: "The card was declined." };
        add(at, "payment.failed", customer, order, { amount, method, attempt, took_ms: took, error });
      }
      step(45);
    }
    if (!paid) {
      add(at, "order.cancelled", customer, order, { reason: "not paid" });
      continue;
    }
    if (next() < 0.9) {
      at += Math.round((4 + next() * 40) * 3_600_000);
      add(at, "order.shipped", customer, order, {
        carrier: pick(["dhl", "post", "ups"]),
        parcels: 1 + Math.floor(next() * 2),
      });
    }
  }

  events.sort((a, b) => a.at - b.at);
  const lines = events.map(({ at, type, customer, entityType, entityId, rest }, index) => ({
    id: `s${String(index + 1).padStart(5, "0")}`,
    time: new Date(at).toISOString(),
    type,
    customer,
    entity: { type: entityType, id: entityId },
    ...rest,
  }));
  // One event whose numbers no double can hold: they must come out as they went in.
  const ledger =
    '{"id":"s-ledger","time":"2024-01-21T23:59:59.999Z","type":"ledger.closed","customer":null,"entity":{"type":"ledger","id":"2024-W03"},"total_cents":9007199254740993,"checksum":18446744073709551615}';
  return [...lines.map((line) => JSON.stringify(line)), ledger];
}

/** Two weeks of edits to the shop's catalogue, each with the values before and after. */
function audit() {
  const next = random(7);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const articles = new Map();
  const lines = [];
  let at = START - 7 * DAY + 8 * 3_600_000;
  while (lines.length < 600) {
    at += Math.round((0.02 + next() * next() * 2.2) * 3_600_000);
    const id = `article-${1 + Math.floor(next() * 40)}`;
    const before = articles.get(id);
    const actor = pick(EDITORS);
    const after = before === undefined ? created(id, pick) : changed(before, pick, next);
    const gone = before !== undefined && next() < 0.03;
    if (gone) articles.delete(id);
    else articles.set(id, after);
    lines.push({
      id: `c${String(lines.length + 1).padStart(4, "0")}`,
      time: new Date(at).toISOString(),
      action: before === undefined ? "created" : gone ? "deleted" : "updated",
      actor,
      entity: { type: "article", id },
      ...(before === undefined ? {} : { old: before }),
      ...(gone ? {} : { new: after }),
    });
  }
  return lines.map((line) => JSON.stringify(line));
}

function created(id, pick) {
  return {
    title: `Article ${id.slice(8)}`,
    status: "draft",
    price: pick([5, 8.5, 14, 89]),
    tags: [pick(["tea", "cup", "gift"])],
  };
}

function changed(before, pick, next) {
  const after = { ...before, tags: [...before.tags] };
  const what = next();
  if (what < 0.4)
    after.status = { draft: "published", published: pick(["archived", "draft"]), archived: "published" }[before.status];
  else if (what < 0.7) after.price = Math.round(before.price * (0.8 + next() * 0.5) * 100) / 100;
  else if (what < 0.9 && before.tags.length < 4) after.tags.push(pick(["new", "sale", "winter", "bestseller"]));
  else after.title = `${before.title.replace(/ \(.*/, "")} (${pick(["small", "large", "organic", "refill"])})`;
  return after;
}

for (const [name, lines] of Object.entries({ shop: shop(), audit: audit() })) {
  writeFileSync(`samples/data/${name}.ndjson`, `${lines.join("\n")}\n`);
  console.log(`${name}.ndjson: ${lines.length} events`);
}

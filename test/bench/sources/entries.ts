import type { AkeneoEntry } from "../../servers/sources/akeneo.ts";
import type { CodeboltEvent } from "../../servers/sources/codebolt.ts";
import type { ContemberEvent } from "../../servers/sources/contember.ts";
import type { OpenContentEntry } from "../../servers/sources/opencontent.ts";
import type { PigelloEntry } from "../../servers/sources/pigello.ts";

/** Records of the size and shape that the vendors' examples have, a second or so apart. */
const START = Date.parse("2024-01-01T00:00:00Z");
const timeOf = (i: number): string => new Date(START + i * 977).toISOString();
const uuid = (i: number): string => `0190b1c2-77aa-7000-8000-${i.toString(16).padStart(12, "0")}`;

export function pigelloEntry(i: number): PigelloEntry {
  return {
    id: uuid(i),
    created_at: timeOf(i),
    event_identifier: i % 3 === 0 ? "verification.created" : "tenant.updated",
    content_type: i % 3 === 0 ? "accounting.verification" : "accounts.tenant",
    object_id: uuid(i % 5000),
    triggered_by_user: `user-${i % 40}`,
    event_context: { changed: ["rent", "period"], amount: i % 9000, note: `changed for the ${i}th time`, paid: false },
  };
}

export function akeneoEntry(i: number): AkeneoEntry {
  return {
    log_id: uuid(i),
    log_type: i % 4 === 0 ? "action" : "error",
    timestamp: timeOf(i),
    operation: "failed_to_deliver_event",
    subscriber_id: uuid(i % 7),
    subscription_id: uuid(i % 50),
    error_type: "delivery",
    error_reason: "destination_timeout",
    error_code: "504",
    error_message: `the destination did not answer within 5 s (${i % 300})`,
    documentation_url: "https://api.akeneo.com/event-platform/logs.html",
  };
}

export function openContentEntry(i: number): OpenContentEntry {
  return {
    id: i + 1,
    uuid: uuid(i % 9000),
    eventType: i % 9 === 0 ? "ADD" : "UPDATE",
    created: timeOf(i),
    content: {
      uuid: uuid(i % 9000),
      version: 1 + (i % 12),
      created: timeOf(i % 9000),
      source: "writer",
      contentType: "Article",
      batch: false,
    },
  };
}

export function contemberEvent(i: number): ContemberEvent {
  return {
    id: uuid(i),
    transactionId: uuid(i >> 2),
    identityId: uuid(3),
    identityDescription: "editor@example.com",
    description: "UPDATE article",
    createdAt: timeOf(i),
    appliedAt: timeOf(i),
    type: "UPDATE",
    tableName: "article",
    primaryKey: [uuid(i % 4000)],
    diffValues: { title: `the ${i}th title of this article`, status: "draft", position: i % 100 },
  };
}

export function codeboltEvent(i: number): CodeboltEvent {
  return {
    id: uuid(i),
    instanceId: "app",
    stream_id: `user-${i % 100}`,
    event_type: i % 5 === 0 ? "login" : "page_view",
    payload: { path: `/articles/${i % 700}`, duration: i % 4000, tags: ["web", "beta"] },
    metadata: { agent: "Mozilla/5.0" },
    timestamp: START + i * 977,
    sequence_number: i + 1,
  };
}

import type { SourceKind } from "../catalog.ts";
import { native } from "./native.ts";

const ERROR_REASONS = [
  "destination_timeout",
  "dns_lookup_failure",
  "invalid_certificate",
  "invalid_tls_handshake",
  "connection_reset",
  "connection_refused",
  "network_unreachable",
  "unexpected_eof",
  "server_goaway",
  "client_closed_connection",
  "destination_not_found",
  "destination_redirected",
  "authentication_failed",
  "topic_not_found",
  "invalid_destination_configuration",
  "publish_rejected",
  "destination_failure",
] as const;

/** The logs of the Akeneo Event Platform: what happened to subscriptions and to deliveries. */
export const akeneo: SourceKind = {
  name: "akeneo",
  title: "Akeneo Event Platform",
  description: "The delivery logs of Akeneo's Event Platform: actions on subscriptions, and errors.",
  logs: [
    {
      name: "logs",
      description: "Actions and errors of the last 30 days. Equal errors within five minutes are one entry.",
      retentionDays: 30,
      foldsEvents: "equal errors of a subscription within five minutes are one entry",
      fields: [
        native("log_id", ["id"], { type: "string", description: "The entry's id, a UUID in time order." }),
        native("log_type", ["raw", "log_type"], {
          type: "string",
          description: "Whether it is an action or an error.",
          values: ["action", "error"],
        }),
        native("operation", ["raw", "operation"], {
          type: "string",
          description: "What was tried, for example failed_to_deliver_event.",
        }),
        native("subscription_id", ["entity_id"], { type: "string", description: "The subscription." }),
        native("subscriber_id", ["actor"], { type: "string", description: "The subscriber; may be empty." }),
        native("error_type", ["payload", "error_type"], { type: "string", description: "The kind of error." }),
        native("error_reason", ["payload", "error_reason"], {
          type: "string",
          description: "Why the delivery failed.",
          values: ERROR_REASONS,
        }),
        native("error_code", ["payload", "error_code"], {
          type: "mixed",
          description: "The destination's own code.",
          advice: { use: "error_reason", reason: "error_code means nothing for Pub/Sub, Kafka and AMQP" },
        }),
        native("error_message", ["payload", "error_message"], { type: "string", description: "The error in words." }),
        native("documentation_url", ["payload", "documentation_url"], {
          type: "string",
          description: "Where the error is explained.",
        }),
        native("request", ["payload", "request"], { type: "json", description: "What was sent." }),
        native("response", ["payload", "response"], { type: "json", description: "What came back." }),
      ],
    },
  ],
  streams: false,
};

import type { CommonSettings, SettingsOf, Shape } from "../settings/shape.ts";

export const OPENCONTENT_KEYS = {
  url: {
    type: "url",
    schemes: ["https", "http"],
    required: true,
    description: "The address before /opencontent, such as https://oc.example.com:8443.",
  },
  username: { type: "text", description: "The user, for HTTP Basic; the secret is the password." },
  tokenUrl: {
    type: "url",
    schemes: ["https", "http"],
    description: "Where tokens are fetched, for Bearer; the secret is the client secret.",
  },
  clientId: { type: "text", description: "The client id that tokens are fetched for." },
} as const satisfies Shape;

export type OpenContentSettings = SettingsOf<typeof OPENCONTENT_KEYS> & CommonSettings;

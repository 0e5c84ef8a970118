import type { CommonSettings, SettingsOf, Shape } from "../settings/shape.ts";

export const CONTEMBER_KEYS = {
  url: {
    type: "url",
    schemes: ["https", "http"],
    required: true,
    description: "The address of the Contember engine, before /system: https://api.example.com.",
  },
  project: { type: "text", required: true, description: "The project's slug." },
  stage: {
    type: "text",
    description:
      "The stage whose rules say whether the history may be read; the project's first one unless told otherwise. It filters nothing.",
  },
} as const satisfies Shape;

export type ContemberSettings = SettingsOf<typeof CONTEMBER_KEYS> & CommonSettings;

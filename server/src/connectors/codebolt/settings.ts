import type { CommonSettings, SettingsOf, Shape } from "../settings/shape.ts";

export const CODEBOLT_KEYS = {
  url: {
    type: "url",
    schemes: ["ws", "wss"],
    required: true,
    description: "The address of the server: ws://host:port.",
  },
  times: {
    type: "choice",
    choices: ["iso", "epoch"],
    description: "How times are written in filters: as RFC 3339 text, the default, or as epoch milliseconds.",
  },
} as const satisfies Shape;

export type CodeboltSettings = SettingsOf<typeof CODEBOLT_KEYS> & CommonSettings;

import type { CommonSettings, SettingsOf, Shape } from "../settings/shape.ts";

export const PIGELLO_KEYS = {
  url: {
    type: "url",
    schemes: ["https", "http"],
    required: true,
    description: "The address of the API: https://api.pigello.io.",
  },
  headers: {
    type: "texts",
    required: true,
    names: [
      "X-PIGELLO-CUSTOMER-ID",
      "X-PIGELLO-APPLICATION-ID",
      "X-PIGELLO-SERVICE-ID",
      "X-PIGELLO-SERVICE-VERSION-ID",
      "X-PIGELLO-CLIENT-CT",
      "X-PIGELLO-CLIENT-ENTITY",
    ],
    description:
      "The six headers that are not secret: X-PIGELLO-CUSTOMER-ID, X-PIGELLO-APPLICATION-ID, X-PIGELLO-SERVICE-ID, X-PIGELLO-SERVICE-VERSION-ID, X-PIGELLO-CLIENT-CT, X-PIGELLO-CLIENT-ENTITY.",
  },
} as const satisfies Shape;

export type PigelloSettings = SettingsOf<typeof PIGELLO_KEYS> & CommonSettings;

import type { CommonSettings, SettingsOf, Shape } from "../settings/shape.ts";

export const AKENEO_KEYS = {
  url: {
    type: "url",
    schemes: ["https", "http"],
    description: "The address of the Event Platform; https://event.prd.sdk.akeneo.cloud unless told otherwise.",
  },
  pim: { type: "url", schemes: ["https", "http"], required: true, description: "The address of the PIM." },
  clientId: { type: "text", required: true, description: "The client id of the connection in the PIM." },
  username: {
    type: "text",
    description:
      "The user of the connection in the PIM. With it the token is fetched and renewed; else it is the secret.",
  },
  params: {
    type: "keys",
    description: "Names of parameters that the vendor does not document.",
    keys: {
      from: { type: "text", description: "The earliest time, inclusive; timestamp_from unless told otherwise." },
      to: { type: "text", description: "The latest time, inclusive; timestamp_to unless told otherwise." },
      page: { type: "text", description: "The number of the page, from 1; page unless told otherwise." },
      limit: { type: "text", description: "The events of a page; limit unless told otherwise." },
    },
  },
} as const satisfies Shape;

export type AkeneoSettings = SettingsOf<typeof AKENEO_KEYS> & CommonSettings;

export function platformUrl({ url = "https://event.prd.sdk.akeneo.cloud" }: AkeneoSettings): string {
  return url;
}

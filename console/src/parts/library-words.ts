import type { components } from "~/api/schema";

export type Layer = components["schemas"]["Layer"];
export type Mode = components["schemas"]["Mode"];
export type SourceType = components["schemas"]["SourceType"];
export type Frequency = components["schemas"]["Frequency"];

export const SOURCE_TYPES: Readonly<Record<SourceType, string>> = {
  AWS_API_Call: "AWS API calls",
  AWS_Cloudtrail: "AWS CloudTrail",
  AWS_Config: "AWS Config",
  AWS_Security_Hub: "AWS Security Hub",
  MANUAL: "Manual",
  Common_Control: "Common control",
  Core_Control: "Core control",
};

export const LAYERS: Readonly<Record<Layer, string>> = {
  input_data: "Input data",
  model: "Model",
  system: "System",
  output: "Output",
};

export const MODES: Readonly<Record<Mode, string>> = {
  automated: "Automated",
  partial: "Partly automated",
  manual: "Manual",
};

export const FREQUENCIES: Readonly<Record<Frequency, string>> = {
  DAILY: "Daily",
  WEEKLY: "Weekly",
  MONTHLY: "Monthly",
};

export function sourceTypeText(type: string | undefined): string {
  return (SOURCE_TYPES as Readonly<Record<string, string>>)[type ?? ""] ?? type ?? "-";
}

export function layerText(layer: string | null | undefined): string {
  return (LAYERS as Readonly<Record<string, string>>)[layer ?? ""] ?? layer ?? "-";
}

export function modeText(mode: string): string {
  return (MODES as Readonly<Record<string, string>>)[mode] ?? mode;
}

/** Return the share of controls that collect evidence themselves, in words. */
export function shareText(automated: number, total: number): string {
  return total === 0 ? "No controls" : `${Math.round((100 * automated) / total)}% (${automated} of ${total})`;
}

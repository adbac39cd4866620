import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { components } from "~/api/schema";

type Look = readonly [type: StatusIndicatorProps.Type, text: string];

const ASSESSMENTS: Readonly<Record<string, Look>> = {
  ACTIVE: ["success", "Active"],
  INACTIVE: ["stopped", "Inactive"],
};
const CONTROL_SETS: Readonly<Record<string, Look>> = {
  ACTIVE: ["in-progress", "Active"],
  UNDER_REVIEW: ["pending", "Under review"],
  REVIEWED: ["success", "Reviewed"],
};
const CONTROLS: Readonly<Record<string, Look>> = {
  UNDER_REVIEW: ["pending", "Under review"],
  REVIEWED: ["success", "Reviewed"],
  INACTIVE: ["stopped", "Inactive"],
};
const DELEGATIONS: Readonly<Record<string, Look>> = {
  IN_PROGRESS: ["in-progress", "In progress"],
  UNDER_REVIEW: ["pending", "Under review"],
  COMPLETE: ["success", "Complete"],
};

/** Where a control stands, all its evidence taken together. */
export type Standing = components["schemas"]["probative.domain.summaries.Standing"];

const STANDINGS: Readonly<Record<Standing, Look>> = {
  NON_COMPLIANT: ["error", "Non-compliant"],
  COMPLIANT: ["success", "Compliant"],
  INCONCLUSIVE: ["info", "Inconclusive"],
  NOT_APPLICABLE: ["stopped", "Not applicable"],
  NO_EVIDENCE: ["warning", "No evidence"],
};

interface Props {
  readonly of: string | undefined;
}

function Indicator({ of = "", looks }: Props & { readonly looks: Readonly<Record<string, Look>> }) {
  const [type, text] = looks[of] ?? ["info", of || "-"];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

export function AssessmentStatus({ of }: Props) {
  return <Indicator of={of} looks={ASSESSMENTS} />;
}

export function ControlSetStatus({ of }: Props) {
  return <Indicator of={of} looks={CONTROL_SETS} />;
}

export function ControlStatus({ of }: Props) {
  return <Indicator of={of} looks={CONTROLS} />;
}

export function DelegationStatus({ of }: Props) {
  return <Indicator of={of} looks={DELEGATIONS} />;
}

export function StandingStatus({ of }: { readonly of: Standing }) {
  return <Indicator of={of} looks={STANDINGS} />;
}

export function controlStatusText(of: string): string {
  return CONTROLS[of]?.[1] ?? of;
}

export function standingText(of: Standing): string {
  return STANDINGS[of][1];
}

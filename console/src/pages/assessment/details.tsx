import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { nameOf } from "~/pages/assessment/people";
import { Copyable } from "~/parts/copyable";
import { Properties } from "~/parts/properties";
import { AssessmentStatus } from "~/parts/review-status";
import { Time } from "~/parts/time";

const ROLES = { PROCESS_OWNER: "Audit owner", RESOURCE_OWNER: "Delegate" };

/** What an assessment is, as the original told it on top of its page. */
export function Details({ seen: { assessment, own, role } }: { readonly seen: AssessmentSeen }) {
  const metadata = assessment?.metadata;
  const sets = assessment?.framework?.controlSets ?? [];
  const controls = sets.flatMap((set) => set.controls ?? []);
  const evidence = sets.reduce((sum, set) => sum + (set.systemEvidenceCount ?? 0) + (set.manualEvidenceCount ?? 0), 0);
  const chosen = controls.reduce((sum, control) => sum + (control.assessmentReportEvidenceCount ?? 0), 0);
  const owners = (metadata?.roles ?? []).filter((each) => each.roleType === "PROCESS_OWNER");
  return (
    <Container header={<Header variant="h2">Assessment details</Header>}>
      <Properties
        items={[
          ["Description", metadata?.description],
          ["Status", <AssessmentStatus key="status" of={metadata?.status} />],
          ["Assessment ID", <Copyable key="id" value={metadata?.id ?? ""} name="Assessment ID" />],
          ["Framework", assessment?.framework?.metadata?.name],
          ["Compliance type", metadata?.complianceType],
          ["Assessment reports destination", metadata?.assessmentReportsDestination?.destination],
          ["Date created", <Time key="created" at={metadata?.creationTime} />],
          ["Last updated", <Time key="updated" at={metadata?.lastUpdated} />],
          ["Audit owners", owners.map((each) => nameOf(each.roleArn)).join(", ")],
          ["Total evidence", evidence.toLocaleString("en")],
          ["Assessment report selection", `${chosen.toLocaleString("en")} items`],
          ["You are", ROLES[role?.roleType ?? ("" as "PROCESS_OWNER")] ?? "A reader"],
          ["Separation of duties", own?.separatesDuties ? "Who submits a control set cannot complete it" : "Off"],
          ["Regions", own?.regions.join(", ")],
        ]}
      />
    </Container>
  );
}

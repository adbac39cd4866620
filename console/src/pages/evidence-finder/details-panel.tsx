import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { address } from "~/app/paths";
import { controlAddress, evidenceAddress, folderAddress } from "~/pages/assessment/place";
import { itemName } from "~/pages/evidence-finder/picking";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { Copyable } from "~/parts/copyable";
import type { Found } from "~/parts/found-evidence";
import { Properties } from "~/parts/properties";
import { SplitSlot } from "~/parts/split-slot";
import { Time, utcDay } from "~/parts/time";
import { VerdictStatus } from "~/parts/verdict";

interface Props {
  readonly item: Found;
  readonly nameOf: Suggestions["nameOf"];
  readonly onClose: () => void;
}

/** What is known of an item, beside the table; what its source said is on its own page. */
export function DetailsPanel({ item, nameOf, onClose }: Props) {
  const { folderId, id } = item;
  return (
    <SplitSlot header={itemName(item)} onClose={onClose}>
      <SpaceBetween size="l">
        <Link variant="primary" href={evidenceAddress(item, folderId, id)}>
          Open the evidence, with what the source said
        </Link>
        <Properties
          items={[
            ["Resource compliance", <VerdictStatus key="verdict" of={item.verdict} />],
            ["Reason", item.reason],
            ["Rule", item.rule && <Box variant="code">{item.rule}</Box>],
            ["Resource ARN", item.resource && <Copyable key="arn" value={item.resource} name="Resource ARN" />],
            ["Resource type", item.resourceType],
            ["Service", item.service],
            ["Event source", item.eventSource],
            ["Event name", item.eventName],
            ["Who", item.principal],
            ["Account", item.account],
            ["Region", item.region],
            ["Data source", item.sourceKind],
            ["Evidence by type", item.evidenceByType],
            ["Held at", <Time key="time" at={item.time} />],
            ["Collected at", <Time key="collected" at={item.collectedAt} />],
            [
              "Assessment",
              <Link key="assessment" href={address("assessments", item.assessmentId)}>
                {item.assessmentName}
              </Link>,
            ],
            [
              "Control",
              <Link key="control" href={controlAddress(item)}>
                {item.controlName}
              </Link>,
            ],
            ["Control set", item.controlSetId],
            ["Control domain", nameOf("controlDomain", item.controlDomain)],
            [
              "Evidence folder",
              <Link key="folder" href={folderAddress(item, folderId)}>
                {utcDay(item.collectedAt)}
              </Link>,
            ],
            ["Evidence ID", <Copyable key="id" value={id} name="Evidence ID" />],
            ...Object.entries(item.attributes).map(([name, value]) => [`Attribute: ${name}`, value] as const),
          ]}
        />
      </SpaceBetween>
    </SplitSlot>
  );
}

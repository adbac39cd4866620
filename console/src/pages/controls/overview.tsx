import type { Control } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { address } from "~/app/paths";
import type { Details } from "~/pages/controls/words";
import { Copyable } from "~/parts/copyable";
import { layerText, modeText } from "~/parts/library-words";
import { Properties } from "~/parts/properties";
import { Time } from "~/parts/time";

/** What people call the standards that ask for the same; others go by what the framework's file calls them. */
const STANDARDS: Readonly<Record<string, string>> = {
  nist_ai_rmf: "NIST AI RMF",
  nist_ai_600_1: "NIST AI 600-1",
  iso_42001: "ISO/IEC 42001",
  eu_ai_act: "EU AI Act",
  owasp_llm_2025: "OWASP LLM Top 10 (2025)",
  mitre_atlas: "MITRE ATLAS",
};

interface Props {
  readonly of: Details;
  /** Of a custom control: who made it, and when. */
  readonly control: Control | undefined;
}

/** What a control demands, where it belongs, and how it is tested. */
export function ControlOverview({ of, control }: Props) {
  const texts = [
    ["Testing information", of.testingInformation],
    ["Action plan", [of.actionPlanTitle, of.actionPlanInstructions].filter(Boolean).join("\n\n")],
  ] as const;
  return (
    <Container header={<Header variant="h2">Control details</Header>}>
      <SpaceBetween size="l">
        <Box variant="p">
          <span className="console-text">{of.description || "It has no description."}</span>
        </Box>
        <Properties
          columns={4}
          items={[
            ["Control type", of.isStandard ? "Standard control" : "Custom control"],
            ...(of.isStandard
              ? ([
                  ["Code", of.code],
                  ["Domain", of.domainName],
                  ["Objective", of.objectiveName],
                  ["Layer", layerText(of.layer)],
                  ["Platforms", of.platforms.join(", ")],
                ] as const)
              : []),
            ["Automation", modeText(of.mode)],
            ["Frameworks", <Frameworks key="frameworks" of={of.frameworks} />],
            ...Object.entries(of.mappings).map(
              ([standard, ids]) => [STANDARDS[standard] ?? standard, ids.join(", ")] as const,
            ),
            ...(control
              ? ([
                  ["Created by", control.createdBy],
                  ["Created", <Time key="created" at={control.createdAt} relative />],
                  ["Last updated", <Time key="updated" at={control.lastUpdatedAt} relative />],
                ] as const)
              : []),
            ["ID", <Copyable key="id" value={of.id} name="ID of the control" />],
          ]}
        />
        {texts
          .filter(([, text]) => text)
          .map(([label, text]) => (
            <ExpandableSection key={label} headerText={label} defaultExpanded={label === "Testing information"}>
              <span className="console-text">{text}</span>
            </ExpandableSection>
          ))}
      </SpaceBetween>
    </Container>
  );
}

function Frameworks({ of }: { readonly of: Details["frameworks"] }) {
  if (of.length === 0) return "In none yet";
  return (
    <SpaceBetween size="xxs">
      {of.map(({ id, name }) => (
        <Link key={id} href={address("frameworks", id)}>
          <span className="console-text">{name}</span>
        </Link>
      ))}
    </SpaceBetween>
  );
}

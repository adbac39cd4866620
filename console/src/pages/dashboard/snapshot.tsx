import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import { address } from "~/app/paths";
import { type Dashboard, totalOf, VERDICTS } from "~/pages/dashboard/dashboard";
import { countLink } from "~/parts/evidence-link";
import { verdictText } from "~/parts/verdict";

/** What came in on the last day, in large numbers. */
export function Snapshot({ of }: { readonly of: Dashboard }) {
  const { today } = of;
  const isEmpty = totalOf(today.verdicts) === 0;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            isEmpty
              ? "Nothing came in on this day yet. Sources are asked daily, weekly or monthly, as each control says."
              : "Evidence that came in on this day, by what it says."
          }
        >
          Daily snapshot: {today.day}
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        minColumnWidth={140}
        items={[
          ...VERDICTS.map(([name, verdict]) => {
            const counted = today.verdicts[name];
            const text = verdictText(verdict);
            return {
              label: text,
              value: (
                <Large value={counted.count} href={countLink(counted)} of={`${text.toLowerCase()} evidence items`} />
              ),
            };
          }),
          {
            label: `Evidence since ${of.since}`,
            value: <Large value={of.evidence.count} href={countLink(of.evidence)} of="evidence items in all" />,
          },
          {
            label: "Active assessments",
            value: <Large value={of.assessmentsCount} href={address("assessments")} of="active assessments" />,
          },
        ]}
      />
    </Container>
  );
}

interface LargeProps {
  readonly value: number;
  readonly href: string | undefined;
  readonly of: string;
}

function Large({ value, href, of }: LargeProps) {
  const shown = value.toLocaleString("en");
  if (!href || value === 0) return <Box variant="awsui-value-large">{shown}</Box>;
  return (
    <Link variant="awsui-value-large" href={href} ariaLabel={`${shown} ${of}`}>
      {shown}
    </Link>
  );
}

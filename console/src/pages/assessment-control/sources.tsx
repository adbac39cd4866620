import type { Control, ControlMappingSource } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { v1Hooks } from "~/api/v1";
import { questionsOf, rulesOf, sourceTypeText, withoutRule } from "~/pages/assessment-control/rules";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { JsonViewer } from "~/parts/json-viewer";
import { Loading } from "~/parts/loading";
import { Properties } from "~/parts/properties";

interface Props {
  readonly control: Control | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What each evidence source asks, how often, and the rule that weighs the answer. */
export function Sources({ control, error, onRetry }: Props) {
  const isStandard = control?.type === "Standard";
  const told = v1Hooks.useQuery(
    "get",
    "/v1/controls/{control_id}",
    { params: { path: { control_id: control?.id ?? "" } } },
    { enabled: isStandard },
  );
  const ruled = v1Hooks.useQuery(
    "get",
    "/v1/controls/{control_id}/rules",
    { params: { path: { control_id: control?.id ?? "" } } },
    { enabled: control?.type === "Custom" },
  );
  const failed = error ?? told.error ?? ruled.error;
  if (failed) {
    return (
      <ErrorAlert
        error={failed}
        onRetry={() => {
          onRetry();
          if (isStandard) void told.refetch();
          else if (control) void ruled.refetch();
        }}
      />
    );
  }
  if (!control) return <Loading what="Loading the evidence sources" />;
  const sources = control.controlMappingSources ?? [];
  const standard = rulesOf(told.data);
  const own = new Map(ruled.data?.sources.map((each) => [each.sourceId, { rule: { expression: each.rule } }]));
  if (sources.length === 0) return <EmptyState title="No evidence sources">Nothing is collected for it.</EmptyState>;
  return (
    <SpaceBetween size="m">
      {questionsOf(sources).map(({ source, keywords }) => (
        <Source
          key={source.sourceId ?? source.sourceName}
          source={source}
          keywords={keywords}
          told={standard.get(source.sourceName ?? "") ?? own.get(source.sourceId ?? "")}
        />
      ))}
    </SpaceBetween>
  );
}

const FREQUENCIES = { DAILY: "Daily", WEEKLY: "Weekly", MONTHLY: "Monthly" };

interface SourceProps {
  readonly source: ControlMappingSource;
  readonly keywords: readonly string[];
  readonly told: unknown;
}

function Source({ source, keywords, told }: SourceProps) {
  const frequency = source.sourceFrequency && FREQUENCIES[source.sourceFrequency];
  return (
    <Container
      header={
        <Header variant="h3">
          <span className="console-text">{source.sourceName || sourceTypeText(source.sourceType)}</span>
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Properties
          items={[
            ["Data source", sourceTypeText(source.sourceType)],
            ["Attribute", keywords.join(", ")],
            ["Frequency", frequency],
          ]}
        />
        {source.sourceDescription && (
          <div>
            <Box variant="awsui-key-label">Description</Box>
            <span className="console-text">{source.sourceDescription}</span>
          </div>
        )}
        {source.troubleshootingText && (
          <div>
            <Box variant="awsui-key-label">Troubleshooting</Box>
            <span className="console-text">{source.troubleshootingText}</span>
          </div>
        )}
        {told !== undefined && <Told of={told as Readonly<Record<string, unknown>>} type={source.sourceType} />}
      </SpaceBetween>
    </Container>
  );
}

interface ToldProps {
  readonly of: Readonly<Record<string, unknown>>;
  readonly type: string | undefined;
}

function Told({ of, type }: ToldProps) {
  const { rule, ...rest } = of;
  const { expression, reason_fail: reason } = (rule ?? {}) as { expression?: string | null; reason_fail?: string };
  return (
    <SpaceBetween size="m">
      {expression ? (
        <div>
          <Box variant="awsui-key-label">Rule (CEL)</Box>
          <div className="console-code">
            <Box variant="code">{expression}</Box>
          </div>
        </div>
      ) : (
        <Box color="text-body-secondary">{withoutRule(type)}</Box>
      )}
      {reason && (
        <div>
          <Box variant="awsui-key-label">Said where the rule is not met</Box>
          <span className="console-text">{reason}</span>
        </div>
      )}
      {Object.keys(rest).length > 0 && (
        <JsonViewer name="The source as the framework has it" value={of} isExpanded={false} />
      )}
    </SpaceBetween>
  );
}

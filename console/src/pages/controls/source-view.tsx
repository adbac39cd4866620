import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { address } from "~/app/paths";
import { frequencyText, inWords, type Source, verdictOf, whenEmptyText } from "~/pages/controls/words";
import { JsonViewer } from "~/parts/json-viewer";
import { sourceTypeText } from "~/parts/library-words";
import { Properties } from "~/parts/properties";
import { VerdictStatus } from "~/parts/verdict";

type Rule = NonNullable<Source["rule"]>;

interface Props {
  readonly source: Source;
  /** Where its rule is edited; absent: it cannot be. */
  readonly ruleHref?: string | undefined;
}

/** What an evidence source asks, how often, and the rule that weighs the answers. */
export function SourceView({ source, ruleHref }: Props) {
  const name = source.name || source.keywords.join(", ") || sourceTypeText(source.sourceType);
  return (
    <Container
      header={
        <Header
          variant="h3"
          description={<span className="console-text">{inWords(source)}</span>}
          actions={
            ruleHref && (
              <Button href={ruleHref} ariaLabel={`${source.rule ? "Edit rule" : "Write a rule"}: ${name}`}>
                {source.rule ? "Edit rule" : "Write a rule"}
              </Button>
            )
          }
        >
          <span className="console-text">{name}</span>
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Properties
          columns={4}
          items={[
            ["Data source", sourceTypeText(source.sourceType)],
            ["Keywords", source.keywords.join(", ")],
            ...(source.frequency ? ([["Frequency", frequencyText(source.frequency)]] as const) : []),
            ...(source.platforms.length > 0 ? ([["Where in use", source.platforms.join(", ")]] as const) : []),
          ]}
        />
        <Text label="Description" of={source.description} />
        <Text label="Troubleshooting" of={source.troubleshooting} />
        {source.restsOn.length > 0 && <RestsOn of={source.restsOn} />}
        {source.rule ? <RuleView of={source.rule} /> : <NoRule source={source} />}
      </SpaceBetween>
    </Container>
  );
}

function Text({ label, of }: { readonly label: string; readonly of: string }) {
  if (!of) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <span className="console-text">{of}</span>
    </div>
  );
}

function Code({ label, of }: { readonly label: string; readonly of: string }) {
  if (!of) return null;
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <div className="console-code">
        <Box variant="code">{of}</Box>
      </div>
    </div>
  );
}

function RestsOn({ of }: { readonly of: Source["restsOn"] }) {
  return (
    <ExpandableSection headerText={`Standard controls it rests on (${of.length})`} defaultExpanded={of.length <= 5}>
      <SpaceBetween size="xxs">
        {of.map(({ id, code, name }) => (
          <Link key={id} href={address("controls", id)}>
            {code} <span className="console-text">{name}</span>
          </Link>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}

const OWN_VERDICTS: Readonly<Record<string, string>> = {
  "AWS Config": "Its verdicts are those of AWS Config.",
  "AWS Security Hub": "Its verdicts are those of Security Hub.",
};

function NoRule({ source }: { readonly source: Source }) {
  const told = source.takesRule
    ? "No rule weighs what it answers: its evidence is inconclusive until people decide."
    : OWN_VERDICTS[source.kind ?? ""];
  return told ? <Box color="text-body-secondary">{told}</Box> : null;
}

/** A rule with all that it decides, and answers that show what it makes of them. */
function RuleView({ of }: { readonly of: Rule }) {
  return (
    <SpaceBetween size="m">
      <Code label="Not applicable unless" of={of.applies} />
      <Code label="Inconclusive unless" of={of.decidedWhen} />
      <Code label={`Rule (CEL): compliant if true, where ${of.variable} is what was found`} of={of.expression} />
      <Properties
        columns={2}
        items={[
          ["Said of what is non-compliant", of.reasonFail],
          ["Where nothing is found", whenEmptyText(of.whenEmpty)],
        ]}
      />
      {of.examples.length > 0 && (
        <ExpandableSection headerText={`Examples (${of.examples.length})`}>
          <SpaceBetween size="m">
            {of.examples.map((example, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are never put in another order
              <div key={number}>
                <VerdictStatus of={verdictOf(example)} />
                <JsonViewer name={`Answer of example ${number + 1}`} value={example.answer} isExpanded={false} />
                {Object.keys(example.parameters).length > 0 && (
                  <JsonViewer
                    name={`Parameters of example ${number + 1}`}
                    value={example.parameters}
                    isExpanded={false}
                  />
                )}
              </div>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

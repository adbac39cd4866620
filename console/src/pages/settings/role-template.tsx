import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useDeferredValue, useState } from "react";
import { fieldError } from "~/api/explain";
import { v1Hooks } from "~/api/v1";
import { commandOf, stackSetOf, type TemplateFormat } from "~/pages/settings/accounts";
import { TextView } from "~/pages/settings/text-view";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Properties } from "~/parts/properties";
import { TextField } from "~/parts/text-field";

const FORMATS: readonly { readonly id: TemplateFormat; readonly text: string }[] = [
  { id: "cloudformation", text: "CloudFormation" },
  { id: "terraform", text: "Terraform" },
  { id: "policy", text: "IAM policy" },
  { id: "trust", text: "Trust policy" },
];

const PRINCIPAL = /^(\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:\S+)$/;

/** The role that this server assumes in each account, as what deploys it. */
export default function RoleTemplate() {
  const [format, setFormat] = useState<TemplateFormat>("cloudformation");
  const [typed, setTyped] = useState("");
  const isSound = typed.trim() === "" || PRINCIPAL.test(typed.trim());
  const principal = useDeferredValue(isSound ? typed.trim() : "");
  const { data, error, isPending, refetch } = v1Hooks.useQuery(
    "get",
    "/v1/role-template",
    { params: { query: { format, principal } } },
    { placeholderData: (before) => before },
  );
  const wrong = fieldError(error, "principal");
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="It reads only what the frameworks of this server ask for, and changes nothing. Deploy it anew after an upgrade that brings new controls."
        >
          Role to deploy in each account
        </Header>
      }
    >
      <SpaceBetween size="l">
        <TextField
          label="Who assumes the role"
          isOptional
          placeholder="arn:aws:iam::111122223333:role/probative-server"
          description="The role that this server runs as, or its account id. Empty: whoever its account allows to."
          value={typed}
          onChange={setTyped}
          error={isSound ? wrong : "Give the ARN of a role or user, or an account id of 12 digits."}
        />
        <SegmentedControl
          label="Form of the template"
          selectedId={format}
          options={FORMATS}
          onChange={({ detail }) => setFormat(detail.selectedId as TemplateFormat)}
        />
        {!wrong && <ErrorAlert error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading what="Writing the template" />}
        {data && (
          <SpaceBetween size="l">
            <Properties
              minColumnWidth={220}
              items={[
                ["Role name", data.roleName],
                ["External id", data.externalId || "None: set PROBATIVE_EXTERNAL_ID to ask for one"],
                ["May be assumed by", data.principal],
              ]}
            />
            <TextView name={nameOf(format)} text={data.content} fileName={data.fileName} />
            <Command format={format} fileName={data.fileName} roleName={data.roleName} />
            <ExpandableSection headerText={`The ${data.actions.length} actions that it allows`}>
              <Box variant="code">
                <span className="console-text">{data.actions.join("\n")}</span>
              </Box>
            </ExpandableSection>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}

function nameOf(format: TemplateFormat): string {
  return FORMATS.find(({ id }) => id === format)?.text ?? format;
}

interface CommandProps {
  readonly format: TemplateFormat;
  readonly fileName: string;
  readonly roleName: string;
}

function Command({ format, fileName, roleName }: CommandProps) {
  return (
    <SpaceBetween size="xs">
      <Box variant="h3">Deploy it</Box>
      <TextView name="Command that deploys it" text={commandOf(format, fileName, roleName)} />
      {format === "cloudformation" && (
        <ExpandableSection headerText="In all accounts of an organization">
          <SpaceBetween size="xs">
            <div>
              From the management account or a delegated administrator of CloudFormation. A stack set leaves out the
              management account: deploy the stack there by itself.
            </div>
            <TextView name="Commands for a stack set" text={stackSetOf(fileName)} />
          </SpaceBetween>
        </ExpandableSection>
      )}
      {format === "policy" && <div>The role itself is made with the trust policy first.</div>}
    </SpaceBetween>
  );
}

import { CreateAssessmentReportCommand, ListAssessmentReportsCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { type AssessmentSeen, useAssessment } from "~/pages/assessment/assessment";
import { SelectionTab } from "~/pages/assessment/selection-tab";
import { DESCRIPTION_LENGTH, NAME_LENGTH, nameFault, noticeOf, suggestedName } from "~/pages/reports/reports";
import { SelectionContainer } from "~/pages/reports/selection";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { lengthOf, TextField } from "~/parts/text-field";
import { utcDay } from "~/parts/time";

const TITLE = "Generate assessment report";

export function Component() {
  const { assessmentId = "" } = useParams();
  const seen = useAssessment(assessmentId);
  const name = seen.assessment?.metadata?.name ?? "Assessment";
  const crumbs = [
    { text: "Assessments", href: address("assessments") },
    { text: name, href: address("assessments", assessmentId) },
    { text: TITLE, href: "" },
  ];
  return (
    <Page title={TITLE} crumbs={crumbs}>
      {seen.error ? (
        <ErrorAlert error={seen.error} onRetry={seen.refetch} />
      ) : seen.isPending ? (
        <Loading what="Loading the assessment" />
      ) : seen.may("CreateAssessmentReport") ? (
        <Generation assessmentId={assessmentId} seen={seen} />
      ) : (
        <Alert type="warning" header="You may not generate reports of this assessment">
          Only its audit owners do. Reports that are there are in the download center.
        </Alert>
      )}
    </Page>
  );
}

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
}

function Generation({ assessmentId, seen }: Props) {
  const metadata = seen.assessment?.metadata;
  const navigate = useNavigate();
  const notify = useNotify();
  const [name, setName] = useState(() => suggestedName(metadata?.name ?? "", utcDay(Date.now())));
  const [description, setDescription] = useState("");
  const [isTried, setTried] = useState(false);
  const create = useAwsMutation(CreateAssessmentReportCommand, [ListAssessmentReportsCommand]);
  const fault = nameFault(name);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault || lengthOf(name, NAME_LENGTH).isTooLong || lengthOf(description, DESCRIPTION_LENGTH).isTooLong) return;
    try {
      const { assessmentReport } = await create.mutateAsync({
        assessmentId,
        name,
        ...(description ? { description } : {}),
      });
      const id = noticeOf(assessmentReport?.id ?? "");
      notify({ id, type: "in-progress", header: `The report ${name} is being made` });
      navigate(`/download-center/${encodeURIComponent(assessmentId)}/${assessmentReport?.id}`);
    } catch {
      return; // it is shown above the buttons
    }
  };

  return (
    <SpaceBetween size="l">
      <SelectionContainer assessmentId={assessmentId} seen={seen} />
      <SelectionTab assessmentId={assessmentId} seen={seen} />
      <form onSubmit={(event) => void submit(event)}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" href={address("assessments", assessmentId)}>
                Cancel
              </Button>
              <Button variant="primary" loading={create.isPending}>
                Generate report
              </Button>
            </SpaceBetween>
          }
        >
          <Container header={<Header variant="h2">Report</Header>}>
            <SpaceBetween size="l">
              <TextField
                label="Report name"
                constraint="Letters, digits, and the characters . _ -."
                limit={NAME_LENGTH}
                value={name}
                onChange={setName}
                error={isTried || name !== "" ? fault : undefined}
              />
              <TextField
                label="Description"
                isOptional
                rows={3}
                limit={DESCRIPTION_LENGTH}
                value={description}
                onChange={setDescription}
              />
              <Properties
                columns={1}
                items={[
                  ["Goes to", metadata?.assessmentReportsDestination?.destination || "The default of the settings"],
                ]}
              />
              <ErrorAlert error={create.error} />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </SpaceBetween>
  );
}

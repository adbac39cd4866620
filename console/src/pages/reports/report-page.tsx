import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import type { components } from "~/api/schema";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { sizeText } from "~/pages/manual-evidence/files";
import { ReportDeletion } from "~/pages/reports/deletion";
import { ReportStatus } from "~/pages/reports/report-status";
import { download, noticeOf, useReport, useReportRights } from "~/pages/reports/reports";
import { Validation } from "~/pages/reports/validation";
import { Copyable } from "~/parts/copyable";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { Time } from "~/parts/time";

type Report = components["schemas"]["ReportShown"];

const LIST = { text: "Download center", href: address("download-center") };

export function Component() {
  const { assessmentId = "", reportId = "" } = useParams();
  const notify = useNotify();
  const report = useReport(assessmentId, reportId);
  const status = report.data?.status;
  useEffect(() => {
    if (status && status !== "IN_PROGRESS") notify.dismiss(noticeOf(reportId));
  }, [notify, reportId, status]);
  if (report.data) return <Shown report={report.data} />;
  return (
    <Page title="Assessment report" crumbs={[LIST, { text: "Assessment report", href: "" }]}>
      {report.error ? (
        <ErrorAlert error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <Loading what="Loading the report" />
      )}
    </Page>
  );
}

function Shown({ report }: { readonly report: Report }) {
  const { mayValidate } = useReportRights(report.assessmentId);
  return (
    <Page
      title={report.name}
      description="Assessment report"
      crumbs={[LIST, { text: report.name, href: "" }]}
      actions={<Actions report={report} />}
    >
      <SpaceBetween size="l">
        {report.status === "IN_PROGRESS" && (
          <Alert type="info" header="The report is being made">
            It takes seconds to minutes, and goes on if you leave. This page looks again by itself.
          </Alert>
        )}
        {report.status === "FAILED" && (
          <Alert
            type="error"
            header="The report could not be made"
            action={<Button href={address("assessments", report.assessmentId, "report")}>Generate another</Button>}
          >
            <span className="console-text">{report.failure}</span> Mend what is named, and generate it again.
          </Alert>
        )}
        <Container header={<Header variant="h2">Overview</Header>}>
          <Overview report={report} />
        </Container>
        {report.status === "COMPLETE" && (
          <Validation place={report.place} mayValidate={mayValidate} reportId={report.id} />
        )}
      </SpaceBetween>
    </Page>
  );
}

function Actions({ report }: { readonly report: Report }) {
  const notify = useNotify();
  const navigate = useNavigate();
  const { mayFetch, mayDelete } = useReportRights(report.assessmentId);
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const fetch = async () => {
    setBusy(true);
    try {
      await download(report.assessmentId, report.id);
    } catch (error) {
      notify.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const close = (isDone: boolean) => {
    setAsked(false);
    if (isDone) navigate("/download-center");
  };
  return (
    <div className="console-screen-only">
      <SpaceBetween direction="horizontal" size="xs">
        {mayDelete && report.status !== "IN_PROGRESS" && <Button onClick={() => setAsked(true)}>Delete</Button>}
        <Button onClick={() => window.print()}>Print this page</Button>
        {mayFetch && report.status === "COMPLETE" && (
          <Button variant="primary" iconName="download" loading={isBusy} onClick={() => void fetch()}>
            Download
          </Button>
        )}
      </SpaceBetween>
      {isAsked && (
        <ReportDeletion assessmentId={report.assessmentId} reportId={report.id} name={report.name} onClose={close} />
      )}
    </div>
  );
}

function Overview({ report }: { readonly report: Report }) {
  const copy = (value: string, name: string) => value && <Copyable key={name} value={value} name={name} />;
  return (
    <SpaceBetween size="l">
      <Properties
        items={[
          [
            "Assessment",
            <Link key="link" href={address("assessments", report.assessmentId)}>
              {report.assessmentName}
            </Link>,
          ],
          ["Status", <ReportStatus key="status" of={report.status} />],
          ["Author", report.author],
          ["Created", <Time key="time" at={report.createdAt} />],
          ["Size", report.bytes > 0 ? sizeText(report.bytes) : ""],
          ["Report ID", copy(report.id, "Report ID")],
        ]}
      />
      <Properties
        columns={1}
        items={[
          ["Description", report.description],
          ["SHA-256 of the zip", copy(report.sha256, "SHA-256")],
          ["Where it lies", copy(report.place || report.destination, "Address")],
        ]}
      />
    </SpaceBetween>
  );
}

import StatusIndicator from "@cloudscape-design/components/status-indicator";

/** Where a report stands. */
export function ReportStatus({ of }: { readonly of: string | undefined }) {
  if (of === "COMPLETE") return <StatusIndicator type="success">Complete</StatusIndicator>;
  if (of === "FAILED") return <StatusIndicator type="error">Failed</StatusIndicator>;
  return <StatusIndicator type="in-progress">In progress</StatusIndicator>;
}

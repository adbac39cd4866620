import StatusIndicator from "@cloudscape-design/components/status-indicator";

/** Whether a user is let in. */
export function UserStatus({ isDisabled }: { readonly isDisabled: boolean }) {
  return isDisabled ? (
    <StatusIndicator type="stopped">Disabled</StatusIndicator>
  ) : (
    <StatusIndicator>Enabled</StatusIndicator>
  );
}

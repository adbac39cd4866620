import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Access keys</h2>}>
      <p>
        An access key signs requests of programs: the AWS CLI, boto3 and other SDKs, Terraform. It may do what its user
        may do. Point the client at this server, and use the key as any AWS key.
      </p>
      <h3>Rotate</h3>
      <p>
        Rotating makes a new key and lets the old one work on for a while. Change your clients over meanwhile; then the
        old key ends by itself.
      </p>
      <h3>A key was seen by others</h3>
      <p>Disable it at once, create another, and delete the first.</p>
    </HelpPanel>
  );
}

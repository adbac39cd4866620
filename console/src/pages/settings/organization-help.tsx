import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Organization and registration</h2>}>
      <h3>Delegated administrator</h3>
      <p>
        There can be one. To change it, deregister the one that is there and register another. Terraform's{" "}
        <code>aws_auditmanager_organization_admin_account_registration</code> does the same.
      </p>
      <h3>Registration</h3>
      <p>
        The first start of the server registers the account. Deregistering turns the service off for everybody; users
        can still sign in, and an administrator can register it again.
      </p>
    </HelpPanel>
  );
}

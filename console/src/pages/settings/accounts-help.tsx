import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Accounts and roles</h2>}>
      <p>
        The server reads each account through a role that you deploy there. The role only reads, and trusts nobody but
        this server. Accounts are not added here: an assessment names those that it looks at.
      </p>
      <h3>Test this role</h3>
      <p>
        The server assumes the role and asks AWS who it is there. What is in the way is told region by region, with what
        to mend.
      </p>
      <h3>Check readiness</h3>
      <p>
        Whether Amazon Bedrock and Amazon SageMaker AI are in use, and whether AWS CloudTrail, AWS Config, Security Hub
        and the logging of model invocations are switched on. It takes up to half a minute.
      </p>
      <h3>Refused now</h3>
      <p>
        How much sources would not say at present. It is tried again, and stays on record either way: nothing that was
        refused counts as compliant.
      </p>
      <h3>Organization</h3>
      <p>
        The tree is read with the server's own credentials: those of the management account, or of a delegated
        administrator of AWS Organizations.
      </p>
    </HelpPanel>
  );
}

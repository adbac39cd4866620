import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Policies</h2>}>
      <p>
        Something is allowed when a policy permits it and none forbids it. A policy names who (the principal), what they
        do (the action, called as in the AWS Audit Manager API) and what they do it to (the account, an assessment, a
        control set).
      </p>
      <h3>Standing and persona</h3>
      <p>
        The standing is what a user is beside all assessments: administrator, member, auditor or collector. Audit owner
        and delegate are what somebody is in one assessment.
      </p>
      <h3>For auditors</h3>
      <p>Download the files as evidence of who may do what. They are read when the server starts, and only then.</p>
    </HelpPanel>
  );
}

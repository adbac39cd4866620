import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Users</h2>}>
      <p>
        A user's standing says what they may do beside assessments. In an assessment they are audit owner or delegate
        when it names their ARN, or that of a role they act as.
      </p>
      <dl>
        <dt>Administrator</dt>
        <dd>Runs the account. There is always at least one who is enabled.</dd>
        <dt>Member</dt>
        <dd>Audit owners and delegates are members, as a rule.</dd>
        <dt>Auditor</dt>
        <dd>Reads the assessments named, until a day, and changes nothing.</dd>
        <dt>Collector</dt>
        <dd>A machine that brings evidence and reads nothing.</dd>
      </dl>
      <h3>Sign-in through your provider</h3>
      <p>
        With <code>PROBATIVE_OIDC_ISSUER</code> people sign in at your provider, and their groups give standing and
        roles at every sign-in.
      </p>
      <h3>Somebody leaves</h3>
      <p>Disable them. Give their role, or their assessments, to somebody else.</p>
    </HelpPanel>
  );
}

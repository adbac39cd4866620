import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>General settings</h2>}>
      <p>
        These are the settings of the AWS Audit Manager API, <code>GetSettings</code> and <code>UpdateSettings</code>.
        Only what you change is sent.
      </p>
      <h3>Defaults</h3>
      <p>They are proposed where an assessment is created. Assessments that are there already keep what they have.</p>
      <h3>Check access</h3>
      <p>The server puts a small file to the place, takes it away again, and tells what was in the way.</p>
    </HelpPanel>
  );
}

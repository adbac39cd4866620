import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Retention</h2>}>
      <p>
        AWS Audit Manager removes evidence after two years. Here it stays for as long as its assessment does, and for
        some time after that was deleted.
      </p>
      <h3>Reports</h3>
      <p>
        They lie in your bucket and are not touched. Object Lock and life-cycle rules of the bucket decide how long they
        stay.
      </p>
      <h3>Backups</h3>
      <p>They keep what they have. Let them expire by a rule of their own.</p>
    </HelpPanel>
  );
}

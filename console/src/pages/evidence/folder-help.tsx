import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>An evidence folder</h2>}>
      <p>All that was found for one control on one day (UTC), whatever source it came from.</p>
      <h3>Assessment report selection</h3>
      <p>
        As long as nothing is selected, a report has all evidence. Choose rows, or the whole folder, to say what the
        next report has. With the whole folder, what comes into it later is in the report, too; single rows can be taken
        out of it.
      </p>
      <h3>Evidence by type</h3>
      <dl>
        <dt>Configuration data</dt>
        <dd>How a resource is set up, as AWS answered.</dd>
        <dt>User activity</dt>
        <dd>What somebody did, from CloudTrail.</dd>
        <dt>Compliance check</dt>
        <dd>What AWS Config or Security Hub made of it.</dd>
        <dt>Manual</dt>
        <dd>What people brought.</dd>
      </dl>
    </HelpPanel>
  );
}

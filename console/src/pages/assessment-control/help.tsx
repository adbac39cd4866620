import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>A control</h2>}>
      <p>A control says what is expected. Its evidence sources say what is asked to see whether it is so.</p>
      <h3>Evidence folders</h3>
      <p>
        Each day (UTC) has a folder with what was collected then. Open one to see its evidence, and to choose what the
        next assessment report has.
      </p>
      <h3>Control status</h3>
      <dl>
        <dt>Under review</dt>
        <dd>Evidence comes in, and somebody is to look at it.</dd>
        <dt>Reviewed</dt>
        <dd>Somebody has looked. It is final; evidence goes on coming in.</dd>
        <dt>Inactive</dt>
        <dd>Nothing is collected, say because the control does not apply to you. It can be taken back.</dd>
      </dl>
      <h3>Comments</h3>
      <p>What reviewers tell each other and the auditor. Comments stay for good.</p>
    </HelpPanel>
  );
}

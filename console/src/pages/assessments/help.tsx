import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Assessments</h2>}>
      <p>
        An assessment weighs your accounts against the controls of a framework. While it is active, it collects evidence
        by itself, day and night, and each item gets a verdict where its control has a rule.
      </p>
      <h3>Which ones you see</h3>
      <p>
        Those that you own, those of which a control set was delegated to you, and those that you were asked to audit.
        Administrators see that the others are there, too.
      </p>
      <h3>Status</h3>
      <p>An inactive assessment collects nothing more. What it has stays as it is, and can still be reported.</p>
    </HelpPanel>
  );
}

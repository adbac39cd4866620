import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>An assessment</h2>}>
      <p>
        While an assessment is active, it collects evidence from its accounts for every control of its framework. Each
        control has an evidence folder for each day.
      </p>
      <h3>What the verdicts mean</h3>
      <dl>
        <dt>Non-compliant</dt>
        <dd>A rule looked at the evidence and it is not as the control wants it.</dd>
        <dt>Compliant</dt>
        <dd>A rule looked at it and it is.</dd>
        <dt>Inconclusive</dt>
        <dd>No rule decides it: a person has to look.</dd>
        <dt>Not applicable</dt>
        <dd>What the control is about is not in use there.</dd>
      </dl>
      <h3>Coverage</h3>
      <p>
        How much of what was to be asked was answered. What a source refused is a gap: it counts neither as compliant
        nor as non-compliant. The tab Coverage and refusals says why, and what to do.
      </p>
      <h3>Waiting for people</h3>
      <p>Some evidence no API has, such as a policy or a register. Somebody has to add it to the control by hand.</p>
      <h3>Review</h3>
      <p>
        A control is under review until somebody says it is reviewed. Control sets can be delegated; delegates see
        theirs alone.
      </p>
      <h3>Make inactive</h3>
      <p>
        Ends the assessment for good: nothing more is collected and nobody changes it any more. Its evidence stays, and
        reports can still be made.
      </p>
    </HelpPanel>
  );
}

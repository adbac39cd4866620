import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Dashboard</h2>}>
      <p>
        What the evidence of all active assessments that you may look at says, over the last 30 days. Choose one
        assessment above to see it alone. Days are those on which evidence came in, in UTC.
      </p>
      <h3>Numbers and what is behind them</h3>
      <p>
        A number of evidence leads to the evidence finder, with the same filters: it shows exactly what was counted. A
        number without a link counts evidence that you may know of but not look at.
      </p>
      <h3>Verdicts</h3>
      <dl>
        <dt>Non-compliant</dt>
        <dd>A rule found something wrong. Begin here.</dd>
        <dt>Compliant</dt>
        <dd>A rule found it as it should be.</dd>
        <dt>Inconclusive</dt>
        <dd>No rule decides, or a parameter of the rule is not set. People decide.</dd>
        <dt>Not applicable</dt>
        <dd>The control does not concern what was seen.</dd>
      </dl>
      <h3>Coverage</h3>
      <p>
        Of all calls, rules and log files that controls ask for, in each account and region and on each day: what share
        was answered whole. It is at most a minute old. Where a source refused, the reason and what to do stand beside.
      </p>
      <h3>Controls that need people</h3>
      <p>
        Some controls no source can answer: they wait for manual evidence, for a review, or for values of parameters.
      </p>
    </HelpPanel>
  );
}

import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Control library</h2>}>
      <p>
        A control is one demand: what has to be so, how an auditor tests it, and where the evidence comes from. Standard
        controls come with the product and cannot be edited; custom ones are yours.
      </p>
      <h3>Evidence sources</h3>
      <dl>
        <dt>AWS API calls</dt>
        <dd>Read-only calls that tell how resources are set up, daily, weekly or monthly.</dd>
        <dt>AWS CloudTrail</dt>
        <dd>What somebody did, as the log files tell it.</dd>
        <dt>AWS Config, AWS Security Hub</dt>
        <dd>What their own rules and checks found; they bring their verdict.</dd>
        <dt>Manual</dt>
        <dd>What people bring: a file, a text or a link.</dd>
        <dt>Core and common controls</dt>
        <dd>All that one standard control, or those of an objective together, ask.</dd>
      </dl>
      <h3>Rules</h3>
      <p>
        A rule weighs what an API call or an event says. Without one, evidence is collected and its verdict is
        inconclusive: people decide.
      </p>
      <h3>Automated</h3>
      <p>All evidence collects itself; partly automated: people bring some of it; manual: people bring all of it.</p>
    </HelpPanel>
  );
}

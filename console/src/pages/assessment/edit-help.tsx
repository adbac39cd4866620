import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Edit an assessment</h2>}>
      <p>The framework stays as it was when the assessment was created. All else can change while it is active.</p>
      <h3>Accounts and regions</h3>
      <p>
        An account or region that is added is looked at from the next run on. Of one that is taken out nothing more is
        collected; what was collected from it stays.
      </p>
      <h3>Services</h3>
      <p>They follow from what the controls of the framework ask, and are not chosen.</p>
      <h3>Audit owners</h3>
      <p>
        They do everything with the assessment, and read all of its evidence. Whoever created it stays an owner without
        being named.
      </p>
      <h3>Separation of duties</h3>
      <p>
        Who submits a control set for review may then not be the one who completes it. It holds for good: it cannot be
        switched off again.
      </p>
    </HelpPanel>
  );
}

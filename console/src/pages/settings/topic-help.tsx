import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Notification settings</h2>}>
      <p>
        Three moments are told: a control set is delegated, its review is submitted, its review is completed. Whoever is
        concerned finds them under Notifications; a topic carries them further.
      </p>
      <h3>Only the name is shown</h3>
      <p>
        The Audit Manager API takes the ARN of a topic and tells its name only. To change to another topic, give its
        ARN.
      </p>
    </HelpPanel>
  );
}

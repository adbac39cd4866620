import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Notifications</h2>}>
      <p>You are told when</p>
      <ul>
        <li>a control set is delegated to you, or to a role that you act as,</li>
        <li>a delegate submits a control set of an assessment that you own,</li>
        <li>a control set that was delegated to you is sent back, or its review is completed.</li>
      </ul>
      <h3>The bell</h3>
      <p>A dot on it says that something is new since you last opened this page in this browser.</p>
      <h3>Elsewhere</h3>
      <p>Where the settings name an Amazon SNS topic, notifications go there, too.</p>
    </HelpPanel>
  );
}

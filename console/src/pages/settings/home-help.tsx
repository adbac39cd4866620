import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Settings</h2>}>
      <p>
        Two kinds of settings decide what happens here. Those of the account are changed on these pages, or with{" "}
        <code>UpdateSettings</code> of the AWS Audit Manager API. Those of the server are environment variables,{" "}
        <code>PROBATIVE_...</code>: the page Server shows them, and a restart makes a change of them hold.
      </p>
      <h3>What you see</h3>
      <p>Only what you may do. Everybody has their own password and access keys.</p>
    </HelpPanel>
  );
}

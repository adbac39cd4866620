import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Your password</h2>}>
      <p>
        A password has 12 to 256 characters, and is not your name. A few words that nobody else would put together do.
      </p>
      <p>Changing it ends all your sessions, in every browser. Your access keys go on working.</p>
      <h3>You forgot the current one</h3>
      <p>An administrator can give you another.</p>
    </HelpPanel>
  );
}

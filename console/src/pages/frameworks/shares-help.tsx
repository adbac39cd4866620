import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Share requests</h2>}>
      <p>
        A custom framework can be offered to another account or region. What is offered is the framework as it stands at
        that moment, with the custom controls in it. Whoever accepts gets a copy that goes its own way.
      </p>
      <h3>Sent requests</h3>
      <p>
        A request waits for up to 120 days. Until it is answered you can revoke it. Offering the framework to the same
        place again replaces the request with the framework as it is now.
      </p>
      <h3>Received requests</h3>
      <p>Accept to have the framework and its custom controls in your library, or decline.</p>
      <h3>Another server</h3>
      <p>
        This server speaks for one account. To take a framework to another server, download it as a file and import it
        there.
      </p>
    </HelpPanel>
  );
}

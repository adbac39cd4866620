import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Framework library</h2>}>
      <p>
        A framework is a list of controls, grouped into control sets. An assessment is made from one: it takes the
        controls as they are on that day, and collects evidence for them in your accounts.
      </p>
      <h3>Standard and custom</h3>
      <p>
        Standard frameworks come with the product, or with files that your administrator named, and cannot be edited.
        Make a copy to leave controls out, to add your own, or to order them in another way. What you change in a custom
        framework holds for assessments that are made afterwards.
      </p>
      <h3>Domain, objective, layer</h3>
      <p>
        In the framework for generative AI, a control set is a domain, such as Safe. In each domain there is one
        objective for each layer: the data that goes in, the model, what comes out, and the system around it.
      </p>
      <h3>Automated</h3>
      <p>
        The share of controls for which at least some evidence collects itself. For the others people bring evidence by
        hand.
      </p>
    </HelpPanel>
  );
}

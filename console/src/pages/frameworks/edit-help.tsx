import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Custom frameworks</h2>}>
      <p>
        Choose which controls are in the framework, and which control set each is in. A control set is what is delegated
        and reviewed together; a control can be in a framework once.
      </p>
      <h3>From a standard framework</h3>
      <p>
        A copy begins with everything that the other one has. Clear what you do not need, or all of a control set at
        once with the box in its head. Standard controls stay as they are, also when the product is updated; to change
        one, make a custom control of it in the control library and add that instead.
      </p>
      <h3>From a file</h3>
      <p>
        A framework file is what the library's download gives, and what <code>probative framework validate</code> takes:
        YAML or JSON. It is looked through before anything is kept. Controls that are the same as standard ones are
        referred to, all others become custom controls.
      </p>
      <h3>Assessments that are there already</h3>
      <p>They keep the controls that they were made with. Only new ones get what you save here.</p>
    </HelpPanel>
  );
}

import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Compare frameworks</h2>}>
      <p>
        Two frameworks, or two versions of one, are compared control by control: what was added, removed or changed,
        down to evidence sources and rules.
      </p>
      <h3>A file</h3>
      <p>
        Either side can be a framework file: what you downloaded earlier, or what somebody sent you. It is only looked
        at, and not kept.
      </p>
      <h3>Which control is which</h3>
      <p>
        Controls are told by their code, such as SAFE-1.2. One that stands in another control set than before is
        changed, not new.
      </p>
    </HelpPanel>
  );
}

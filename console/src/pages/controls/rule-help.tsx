import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Rules</h2>}>
      <p>
        A rule is an expression in CEL, the Common Expression Language. It says what is compliant: true is compliant,
        false is non-compliant. If it cannot be decided, the evidence is inconclusive.
      </p>
      <h3>What it reads</h3>
      <ul>
        <li>
          <code>resource</code>: one resource, as the API call describes it.
        </li>
        <li>
          <code>resources</code>: all that the call found in an account and region together.
        </li>
        <li>
          <code>event</code>: one CloudTrail event, as the log file has it.
        </li>
        <li>
          <code>now</code>: the time of collecting.
        </li>
      </ul>
      <h3>Examples</h3>
      <pre>{`resource.status == "READY"
has(resource.kmsKeyArn)
resources.exists(r, r.name == "main")
event.userIdentity.type != "Root"
now - resource.createdAt < duration("720h")`}</pre>
      <h3>Before you save</h3>
      <p>
        Try it on answers of the last month: you see what it makes of each, and what was said before. Saving changes
        nothing that is there; the rule weighs what is collected from then on.
      </p>
    </HelpPanel>
  );
}

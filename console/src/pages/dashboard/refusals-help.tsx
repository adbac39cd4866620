import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Refusals</h2>}>
      <p>
        When a source will not answer, that is kept, with what it said and what to do. It never counts as compliant or
        as empty: nobody knows what would have been seen.
      </p>
      <h3>What to do</h3>
      <dl>
        <dt>Access denied</dt>
        <dd>The role in the account lacks a permission. Deploy the current template of the reader role there.</dd>
        <dt>Not enabled, not supported, region unavailable</dt>
        <dd>The service is not there. Enable it, or take the region out of scope.</dd>
        <dt>Throttled, timed out, error</dt>
        <dd>It is asked again by itself. If it stays, look at what the source said.</dd>
      </dl>
      <p>A refusal goes from later days once the source answers; what is on record stays.</p>
    </HelpPanel>
  );
}

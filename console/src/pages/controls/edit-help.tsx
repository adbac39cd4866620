import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Custom controls</h2>}>
      <p>
        Say what has to be so, and where evidence of it comes from. A control can have several evidence sources; each
        asks one thing.
      </p>
      <h3>Keywords</h3>
      <p>
        A keyword says what is asked: the API call <code>bedrock_ListGuardrails</code>, the event{" "}
        <code>cloudtrail_StopLogging</code>, the Config rule <code>CLOUD_TRAIL_ENABLED</code> or the Security Hub
        control <code>CloudTrail.1</code>. Type a few words to find it. A Config rule of your own is written as{" "}
        <code>Custom_</code> and its name.
      </p>
      <h3>Rules</h3>
      <p>
        API calls and events can have a rule. Without one, evidence is collected and its verdict stays inconclusive.
        Config and Security Hub bring their own verdict.
      </p>
      <h3>Assessments that are there already</h3>
      <p>
        What you change in a custom control holds in every active assessment that has it, from the next collection on.
        Inactive ones keep it as it was.
      </p>
    </HelpPanel>
  );
}

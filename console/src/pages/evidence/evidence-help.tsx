import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>A piece of evidence</h2>}>
      <h3>Two clocks</h3>
      <p>
        Held at is when what it says was so: the time of the event, or of the answer. Collected at is when it was taken
        into the evidence lake; its day is that of the evidence folder.
      </p>
      <h3>Verdict, rule and reason</h3>
      <p>
        The rule is what weighed it, in CEL, or the check of AWS Config or Security Hub. The reason says in a sentence
        what came of it. Without a rule it is for a person to look at.
      </p>
      <h3>Provenance and digest</h3>
      <p>
        Where the bytes came from, and their SHA-256. Evidence never changes: whoever has the same bytes gets the same
        digest, and a signed report names it.
      </p>
    </HelpPanel>
  );
}

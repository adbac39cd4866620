import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>AI inventory</h2>}>
      <p>
        The AI resources that answers to API calls name: what was found in the accounts and regions of your assessments.
        Nothing is entered by hand, and nothing is guessed.
      </p>
      <h3>What each shows</h3>
      <p>
        When it was first and last seen, and the controls that look at it with their latest verdicts. Choose a row to
        see them; each leads to its control and its evidence.
      </p>
      <h3>What is missing</h3>
      <p>
        A resource that no source of your controls asks about, or in an account that is not in scope or refused to
        answer. Look at coverage and refusals on the dashboard before you take a short list for a complete one.
      </p>
      <h3>First and last seen</h3>
      <p>
        Days on which evidence of it came in. What was deleted in AWS stays in the list, as its evidence does; its last
        day tells.
      </p>
    </HelpPanel>
  );
}

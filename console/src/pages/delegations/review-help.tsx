import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Review of a control set</h2>}>
      <p>Everything that a review of one control set needs is on this page.</p>
      <h3>Delegates</h3>
      <p>
        Go through the controls: choose one to see its evidence by day and what was said of it. Add a comment, add
        evidence where people are to bring it, and mark it as reviewed. Then submit the control set to the audit owners.
      </p>
      <h3>Audit owners</h3>
      <p>
        Complete the review when you are content, or send the control set back with a comment that says what is missing.
        Completing is final.
      </p>
      <h3>Status of a control</h3>
      <p>
        Under review: somebody still has to look. Reviewed: somebody has, and this is final for the control. Inactive:
        it is left out, and collects nothing, until it is set back to under review.
      </p>
      <h3>Separation of duties</h3>
      <p>
        Where an assessment separates duties, a control set has to be submitted before its review is completed, and
        whoever submitted it cannot complete it. It is set when the assessment is made or edited, and cannot be undone.
      </p>
    </HelpPanel>
  );
}

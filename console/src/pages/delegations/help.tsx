import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Delegations</h2>}>
      <p>
        An audit owner hands a control set to somebody who knows the subject: the delegate. Delegates see that control
        set and its evidence, and nothing else of the assessment.
      </p>
      <h3>How a review goes</h3>
      <ol>
        <li>The owner delegates a control set, and the delegate is notified.</li>
        <li>The delegate looks at the evidence, comments, adds evidence, and marks controls as reviewed.</li>
        <li>The delegate submits the control set. The owners are notified.</li>
        <li>An owner completes the review, which is final, or sends the control set back.</li>
      </ol>
      <h3>Delegating</h3>
      <p>Owners delegate from an assessment: open it, choose one or more control sets, and choose Delegate.</p>
      <h3>Cancelling</h3>
      <p>
        An owner can cancel a delegation, open or complete. The delegate loses access at once; what they commented,
        added and marked stays.
      </p>
    </HelpPanel>
  );
}

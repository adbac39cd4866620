import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Generate assessment report</h2>}>
      <h3>Which evidence is in it</h3>
      <p>
        What you select. While nothing is selected, a report has all evidence of the assessment as it is at that moment.
        A folder that is selected whole has what is still collected that day, too. The selection stays after a report
        was generated, for the next one.
      </p>
      <h3>Selecting</h3>
      <p>
        Add everything, or control set by control set, here. Single folders and single items are added where they are
        shown: in the control that they belong to, and in the evidence finder.
      </p>
      <h3>What else is in it</h3>
      <p>
        The scope, what was expected and what was seen, what sources refused to say, the verdict and status of each
        control, and digests of every file, signed. A report on chosen evidence says so on its first page, with how much
        there is in all.
      </p>
    </HelpPanel>
  );
}

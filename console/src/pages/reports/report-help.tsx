import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Assessment report</h2>}>
      <h3>What is in the zip</h3>
      <ul>
        <li>AssessmentReportSummary.pdf: overview, coverage, refusals, and each control set and control</li>
        <li>
          evidence/: one JSON file for each evidence item; facts/: what sources said, word for word, where it is long
        </li>
        <li>controls/: all evidence of a control, where the summary lists only the first 40 items</li>
        <li>verdicts.csv, coverage.csv, refusals.csv: for a spreadsheet</li>
        <li>digest.json: the SHA-256 of every other file, signed</li>
        <li>README.txt: the commands that check it</li>
      </ul>
      <h3>Validating here</h3>
      <p>
        The server reads the zip where it lies, and compares every file with the signed digest. A file that was changed,
        added or taken away since is named.
      </p>
      <h3>Verifying it elsewhere</h3>
      <p>
        Whoever got the zip needs neither this server nor an account: the commands are on this page, and in README.txt
        inside. They compare the key id with the one that you told them by another way, such as the telephone; without
        that, a check says only that somebody signed it.
      </p>
    </HelpPanel>
  );
}

import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Evidence finder</h2>}>
      <p>
        Searches the evidence of all assessments at once: those that you own, those that you audit, and the control sets
        that are delegated to you. What you may not look into is not counted either.
      </p>
      <h3>Search</h3>
      <p>
        Choose days, then add criteria: a property and its values. Any value of a property will do; of several
        properties all must hold, unless you change <em>and</em> to <em>or</em> between them. Days always hold. Words
        without a property are looked for in resource ARN, who and event name.
      </p>
      <p>Days are those of collection, in UTC. The address of the page has the whole search: send it to somebody.</p>
      <h3>Group by</h3>
      <p>
        Counts the evidence by what it has in common, and what it says. Open a group to search in it alone; the
        browser's back button leads out again.
      </p>
      <h3>For a report</h3>
      <p>
        Audit owners choose rows and add them to the next report of their assessment. As long as nothing is selected, a
        report has all evidence.
      </p>
      <h3>Saved queries and export</h3>
      <p>
        A saved query is yours alone, and finds what is there when it is opened. An export has all that is found, not
        only the page that is shown: CSV for spreadsheets, JSON Lines for programs.
      </p>
      <h3>Nothing is found?</h3>
      <p>
        What a source would not say is no evidence. Open the assessment, and look at Coverage: it names every refusal
        with its remedy.
      </p>
    </HelpPanel>
  );
}

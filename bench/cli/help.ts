/** What `npm run bench -- --help` prints. */
export const helpText = `npm run bench                     everything, about an hour and a half
npm run bench -- NAME…            some scenarios; \`targets\` computes the table of targets from the last results
npm run bench -- --quick          a look at everything in a minute or two; proves nothing
npm run bench -- --list           the scenarios with the time they take, and the candidates
npm run bench -- --help           this text

To look at a part, as while tuning:
  --candidates A,B                these candidates alone
  --group TEXT                    groups whose name holds TEXT, such as "100 in flight"
  --rounds N                      N rounds in place of those a scenario has by design

Whole runs write bench/results/NAME.{json,md,svg}, bench/results/targets.md and the tables between the markers
<!-- NAME:start --> and <!-- NAME:end --> of docs/performance.md and README.md. Quick runs and parts write to
bench/results/partial/ and nowhere else.

Leave the machine alone while it runs. Only ratios within one run mean anything.
`;

import { simulate, simulateHistory } from '@nines/slo';
import type { Objective } from '@nines/slo';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { backtestDocument, backtestReport } from '../objectives/backtest-report.ts';
import type { Backtest } from '../objectives/backtest-report.ts';
import { historySource } from '../objectives/history-source.ts';
import { objectivesOrExplain } from '../objectives/objective-files.ts';
import { scenarioOrExplain } from '../objectives/scenario-file.ts';
import { selectObjectives } from '../objectives/select-objectives.ts';

export const sloBacktest: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const read = await objectivesOrExplain(invocation);
  if (read === undefined) return EXIT.invalidInput;
  const objectives = selectObjectives(read, options['slo']);
  const backtests = await (options['scenario'] === undefined ? overHistory : overScenario)(objectives, invocation);
  if (backtests === undefined) return EXIT.invalidInput;
  if (options['json'] === true) {
    const documents = backtests.map(backtestDocument);
    output.printJson(documents.length === 1 ? documents[0] : documents);
  } else output.print(backtests.map((backtest) => backtestReport(backtest, output.colors)).join('\n\n\n'));
  return EXIT.fine;
};

async function overScenario(
  objectives: readonly Objective[],
  invocation: Invocation,
): Promise<readonly Backtest[] | undefined> {
  const segments = await scenarioOrExplain(invocation);
  return (
    segments &&
    objectives.map((objective) => {
      const { quality, ...simulation } = simulate(objective, segments);
      return { objective, simulation, quality };
    })
  );
}

async function overHistory(objectives: readonly Objective[], invocation: Invocation): Promise<readonly Backtest[]> {
  const read = await historySource(invocation);
  const backtests: Backtest[] = [];
  for (const objective of objectives) {
    const increases = await read(objective);
    backtests.push({ objective, simulation: simulateHistory(objective, increases), startMs: increases.startMs });
  }
  return backtests;
}

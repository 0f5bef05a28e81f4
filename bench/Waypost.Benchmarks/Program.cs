using System.Globalization;
using Waypost.Benchmarks.Analysing;
using Waypost.Benchmarks.Evaluating;
using Waypost.Benchmarks.FanOut;
using Waypost.Benchmarks.Simulations;
using Waypost.Benchmarks.Statistics;

return args switch
{
    ["evaluation"] => EvaluationBenchmark.Run(),
    ["fanout"] => await FanOutBenchmark.RunAsync(connections: 2_000),
    ["fanout", var connections] => await FanOutBenchmark.RunAsync(int.Parse(connections, CultureInfo.InvariantCulture)),
    ["fanout-baseline", var port, var frames] => await BaselineServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), frames),
    ["simulations"] => SimulationsCommand.Run(),
    ["simulations", "quantiles"] => SimulationsCommand.RunQuantiles() ? 0 : 1,
    ["simulations", "margins"] => SimulationsCommand.RunMargins() ? 0 : 1,
    ["simulations", "cuped"] => SimulationsCommand.RunCuped() ? 0 : 1,
    ["statistics"] => StatisticsBenchmark.Run(),
    ["analysis"] => await AnalysisBenchmark.RunAsync(users: 1_000_000),
    ["analysis", var users] => await AnalysisBenchmark.RunAsync(int.Parse(users, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "Usage: evaluation | fanout [connections] | simulations [quantiles|margins|cuped] | statistics | analysis [users]"
    );
    return 2;
}

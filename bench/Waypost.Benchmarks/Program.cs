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
    ["fanout-floor", var port, var frames] => await FloorServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), frames),
    ["simulations"] => SimulationsCommand.Run(),
    ["statistics"] => StatisticsBenchmark.Run(),
    ["analysis"] => await AnalysisBenchmark.RunAsync(users: 1_000_000),
    ["analysis", var users] => await AnalysisBenchmark.RunAsync(int.Parse(users, CultureInfo.InvariantCulture)),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Say which benchmark to run: evaluation, fanout [connections], simulations, statistics, analysis [users]");
    return 2;
}

using Waypost.Benchmarks.Evaluating;

return args switch
{
    ["evaluation"] => EvaluationBenchmark.Run(),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Say which benchmark to run: evaluation");
    return 2;
}

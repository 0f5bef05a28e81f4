using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Waypost.Flags;

namespace Waypost.Benchmarks.Evaluating;

/// <summary>Floor and Waypost side by side for each case; one operation is one evaluation.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EvaluationCases
{
    private static readonly KeyValuePair<string, string>[][] Attributes =
    [
        .. Workload.Contexts.Select(context =>
            context.Attributes.ToArray().Select(a => KeyValuePair.Create(a.Name, a.Value.Text!)).ToArray()
        ),
    ];

    private readonly Floor onFloor = new(Workload.On);
    private readonly Floor halfFloor = new(Workload.Half);
    private readonly Floor rulesFloor = new(Workload.ThirdRule);
    private readonly Floor thousandFloor = new(Workload.Thousand);

    private readonly CompiledSnapshot on = CompiledSnapshot.Compile(Workload.On);
    private readonly CompiledSnapshot half = CompiledSnapshot.Compile(Workload.Half);
    private readonly CompiledSnapshot rules = CompiledSnapshot.Compile(Workload.ThirdRule);
    private readonly CompiledSnapshot thousand = CompiledSnapshot.Compile(Workload.Thousand);

    [Benchmark(Baseline = true, Description = "floor", OperationsPerInvoke = Workload.Users), BenchmarkCategory("a")]
    public int FloorOn()
    {
        var served = 0;
        foreach (var _ in Workload.UserIds)
        {
            if (onFloor.On("on"))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Description = "Waypost", OperationsPerInvoke = Workload.Users), BenchmarkCategory("a")]
    public int WaypostOn()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (Evaluator.Evaluate(on, "on", FlagType.Boolean, EvaluationContext.For(user)).Or(false))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Baseline = true, Description = "floor", OperationsPerInvoke = Workload.Users), BenchmarkCategory("b")]
    public int FloorHalf()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (halfFloor.Half("half", user))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Description = "Waypost", OperationsPerInvoke = Workload.Users), BenchmarkCategory("b")]
    public int WaypostHalf()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (Evaluator.Evaluate(half, "half", FlagType.Boolean, EvaluationContext.For(user)).Or(false))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Baseline = true, Description = "floor", OperationsPerInvoke = Workload.Users), BenchmarkCategory("c")]
    public int FloorRules()
    {
        var served = 0;
        foreach (var attributes in Attributes)
        {
            if (rulesFloor.ThirdRule("rules", attributes))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Description = "Waypost", OperationsPerInvoke = Workload.Users), BenchmarkCategory("c")]
    public int WaypostRules()
    {
        var served = 0;
        foreach (ref readonly var context in Workload.Contexts.AsSpan())
        {
            if (Evaluator.Evaluate(rules, "rules", FlagType.Boolean, in context).Or(false))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Baseline = true, Description = "floor", OperationsPerInvoke = Workload.Users), BenchmarkCategory("d")]
    public int FloorThousand()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (thousandFloor.Half("half", user))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Description = "Waypost", OperationsPerInvoke = Workload.Users), BenchmarkCategory("d")]
    public int WaypostThousand()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (Evaluator.Evaluate(thousand, "half", FlagType.Boolean, EvaluationContext.For(user)).Or(false))
            {
                served++;
            }
        }

        return served;
    }
}

using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Waypost.Flags;

namespace Waypost.Benchmarks.Evaluating;

/// <summary>Baseline and Waypost for each case; one operation is one evaluation.</summary>
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

    private readonly BaselineEvaluator onBaseline = new(Workload.On);
    private readonly BaselineEvaluator halfBaseline = new(Workload.Half);
    private readonly BaselineEvaluator rulesBaseline = new(Workload.ThirdRule);
    private readonly BaselineEvaluator thousandBaseline = new(Workload.Thousand);
    private readonly BaselineEvaluator layeredBaseline = new(Workload.Layered);

    private readonly CompiledSnapshot on = CompiledSnapshot.Compile(Workload.On);
    private readonly CompiledSnapshot half = CompiledSnapshot.Compile(Workload.Half);
    private readonly CompiledSnapshot rules = CompiledSnapshot.Compile(Workload.ThirdRule);
    private readonly CompiledSnapshot thousand = CompiledSnapshot.Compile(Workload.Thousand);
    private readonly CompiledSnapshot layered = CompiledSnapshot.Compile(Workload.Layered);

    [Benchmark(Baseline = true, Description = "baseline", OperationsPerInvoke = Workload.Users), BenchmarkCategory("a")]
    public int BaselineOn()
    {
        var served = 0;
        foreach (var _ in Workload.UserIds)
        {
            if (onBaseline.On("on"))
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

    [Benchmark(Baseline = true, Description = "baseline", OperationsPerInvoke = Workload.Users), BenchmarkCategory("b")]
    public int BaselineHalf()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (halfBaseline.Half("half", user))
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

    [Benchmark(Baseline = true, Description = "baseline", OperationsPerInvoke = Workload.Users), BenchmarkCategory("c")]
    public int BaselineRules()
    {
        var served = 0;
        foreach (var attributes in Attributes)
        {
            if (rulesBaseline.ThirdRule("rules", attributes))
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

    [Benchmark(Baseline = true, Description = "baseline", OperationsPerInvoke = Workload.Users), BenchmarkCategory("d")]
    public int BaselineThousand()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (thousandBaseline.Half("half", user))
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

    [Benchmark(Baseline = true, Description = "baseline", OperationsPerInvoke = Workload.Users), BenchmarkCategory("e")]
    public int BaselineLayered()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (layeredBaseline.Layered("half", user))
            {
                served++;
            }
        }

        return served;
    }

    [Benchmark(Description = "Waypost", OperationsPerInvoke = Workload.Users), BenchmarkCategory("e")]
    public int WaypostLayered()
    {
        var served = 0;
        foreach (var user in Workload.UserIds)
        {
            if (Evaluator.Evaluate(layered, "half", FlagType.Boolean, EvaluationContext.For(user)).Or(false))
            {
                served++;
            }
        }

        return served;
    }
}

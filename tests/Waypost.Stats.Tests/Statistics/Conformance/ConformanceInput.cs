using System.Text.Json;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Conformance;

/// <summary>Reads a case's input.</summary>
internal static class ConformanceInput
{
    extension(JsonElement input)
    {
        internal double Number(string name) => input.GetProperty(name).GetDouble();

        internal long Integer(string name) => input.GetProperty(name).GetInt64();

        internal bool Flag(string name) => input.GetProperty(name).GetBoolean();

        internal double[] Numbers(string name) => [.. input.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

        internal double?[] NumbersOrNull(string name) =>
            [
                .. input
                    .GetProperty(name)
                    .EnumerateArray()
                    .Select(value => value.ValueKind == JsonValueKind.Null ? null : (double?)value.GetDouble()),
            ];

        internal Moments Moments(string name) => input.GetProperty(name).Moments();

        internal Moments Moments() =>
            input.TryGetProperty("values", out _)
                ? SampleMoments.Of(input.Numbers("values"))
                : Stats.Statistics.Moments.FromVariance(input.Integer("count"), input.Number("mean"), input.Number("variance"));

        internal Moments[] Arms() => [.. input.GetProperty("arms").EnumerateArray().Select(arm => arm.Moments())];

        internal Proportion Proportion(string name) => input.GetProperty(name).Proportion();

        internal Proportion Proportion() => new(input[0].GetInt64(), input[1].GetInt64());

        internal Proportion[] Proportions() => [.. input.GetProperty("arms").EnumerateArray().Select(arm => arm.Proportion())];

        internal QuantileSample Quantile(string name)
        {
            var arm = input.GetProperty(name);
            return new(arm.Integer("users"), arm.Number("at"), arm.Number("low"), arm.Number("high"));
        }

        internal SampleDesign Design() =>
            new()
            {
                Shares = input.Numbers("shares"),
                Alpha = input.Number("alpha"),
                Power = input.TryGetProperty("power", out var power) ? power.GetDouble() : 0.8,
            };
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;

namespace Waypost.AppHost.Tests.Publishing.Support;

/// <summary>The Bicep compiler. There is a package for each platform; the project references the one for Linux on x64.</summary>
internal static class Bicep
{
    private static readonly string? executable = typeof(Bicep)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(metadata => metadata.Key == "Bicep")
        ?.Value;

    private static readonly ConcurrentDictionary<string, Task<JsonObject>> compiled = [];

    /// <returns>Its output and exit code. Skips the test on a platform without the compiler.</returns>
    public static async Task<BufferedCommandResult> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(executable is null, "The package of Bicep's compiler that the tests use is for Linux on x64.");
        return await Cli.Wrap(executable)
            .WithArguments(arguments)
            // The machine may lack ICU.
            .WithEnvironmentVariables(variables => variables.Set("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Fails on warnings too.</summary>
    public static async Task<string> ExpectCleanAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.IsSuccess && result.StandardError.Length == 0, $"bicep {string.Join(' ', arguments)}: {result.StandardError}");
        return result.StandardOutput;
    }

    public static Task<JsonObject> CompileAsync(string file) =>
        compiled.GetOrAdd(file, async _ => JsonNode.Parse(await ExpectCleanAsync("build", file, "--stdout"))!.AsObject());

    /// <summary>The resources that a module would create, as Bicep predicts them without Azure.</summary>
    /// <param name="module">A file in infra.</param>
    /// <param name="parameters">Without <c>location</c>.</param>
    public static async Task<IReadOnlyList<JsonObject>> PredictAsync(string module, IReadOnlyDictionary<string, string> parameters)
    {
        var folder = Directory.CreateTempSubdirectory("waypost-bicep-").FullName;
        try
        {
            // A prediction omits values from secure parameters, which the tests check.
            var open = (await File.ReadAllLinesAsync(module, TestContext.Current.CancellationToken)).Where(line => line != "@secure()");
            await File.WriteAllLinesAsync(Path.Combine(folder, "module.bicep"), open, TestContext.Current.CancellationToken);
            var file = Path.Combine(folder, "main.bicepparam");
            await File.WriteAllLinesAsync(
                file,
                ["using './module.bicep'", .. parameters.Select(parameter => $"param {parameter.Key} = '{parameter.Value}'")],
                TestContext.Current.CancellationToken
            );
            var result = await RunAsync(
                "snapshot",
                file,
                "--mode",
                "overwrite",
                "--subscription-id",
                Guid.Empty.ToString(),
                "--resource-group",
                "rg-waypost",
                "--location",
                "westeurope"
            );
            Assert.True(result.IsSuccess, result.StandardError);
            var snapshot = JsonNode.Parse(
                await File.ReadAllTextAsync(Path.Combine(folder, "main.snapshot.json"), TestContext.Current.CancellationToken)
            )!;
            return [.. snapshot["predictedResources"]!.AsArray().Select(resource => resource!.AsObject())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

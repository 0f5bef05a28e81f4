using System.Text.Json.Nodes;
using Waypost.AppHost.Tests.Publishing.Support;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Publishing;

[Collection<PublishedCollection>]
public sealed class BicepModuleTests(PublishedManifest manifest)
{
    private string Infra => Path.GetDirectoryName(manifest.Bicep.First().File)!;

    [Fact]
    public async Task Every_module_compiles_and_lints_without_a_warning()
    {
        foreach (var file in Directory.EnumerateFiles(Infra, "*.bicep"))
        {
            await Bicep.ExpectCleanAsync("build", file, "--stdout");
            await Bicep.ExpectCleanAsync("lint", file);
        }
    }

    [Fact]
    public async Task A_violated_linter_rule_is_an_error()
    {
        var folder = Directory.CreateTempSubdirectory("waypost-lint-").FullName;
        File.Copy(Path.Combine(Infra, "bicepconfig.json"), Path.Combine(folder, "bicepconfig.json"));
        var file = Path.Combine(folder, "unused.bicep");
        await File.WriteAllTextAsync(file, "param unused string\n", TestContext.Current.CancellationToken);

        var result = await Bicep.RunAsync("lint", file);

        Assert.False(result.IsSuccess);
        Assert.Contains("no-unused-params", result.StandardError, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_module_is_used() =>
        Assert.Equal(Directory.EnumerateFiles(Infra, "*.bicep").Order(), manifest.Bicep.Select(use => use.File).Distinct().Order());

    [Fact]
    public void No_module_refers_to_another_file_because_azd_copies_only_one() =>
        Expect.All(
            Directory.EnumerateFiles(Infra, "*.bicep"),
            file =>
                Assert.DoesNotContain(
                    File.ReadLines(file),
                    line => line.StartsWith("module ", StringComparison.Ordinal) || line.StartsWith("import ", StringComparison.Ordinal)
                )
        );

    [Fact]
    public async Task Every_declared_parameter_is_passed_and_every_passed_one_is_declared()
    {
        foreach (var (name, file, parameters) in manifest.Bicep)
        {
            // azd passes the location to modules. The deployment of a service uses that of its resource group.
            var declared = (await Bicep.CompileAsync(file))["parameters"]!
                .AsObject()
                .Select(parameter => parameter.Key)
                .Except(["location"]);

            Assert.Equal(declared.Order(), parameters.Select(parameter => parameter.Key).Order());
            Expect.All(
                parameters,
                parameter =>
                    Assert.True(
                        parameter.Value is JsonValue value && value.TryGetValue<string>(out _),
                        $"{name}: {parameter.Key} is not text"
                    )
            );
        }
    }

    [Fact]
    public async Task Secrets_are_passed_to_secure_parameters_only()
    {
        var secrets = 0;
        foreach (var (name, file, parameters) in manifest.Bicep)
        {
            var declared = (await Bicep.CompileAsync(file))["parameters"]!;
            foreach (var (parameter, value) in parameters)
            {
                var azd = new Azd(manifest.Resources);
                if (azd.Resolve(value!.GetValue<string>()).Contains(Azd.Secret, StringComparison.Ordinal))
                {
                    secrets++;
                    Assert.True(PublishedManifest.Text(declared[parameter]!, "type") == "securestring", $"{name}: {parameter}");
                }
            }
        }

        Assert.NotEqual(0, secrets);
    }

    [Fact]
    public async Task No_module_has_a_secret_output()
    {
        var secrets = 0;
        foreach (var (_, file, _) in manifest.Bicep)
        {
            var compiled = await Bicep.CompileAsync(file);
            var secure = compiled["parameters"]!
                .AsObject()
                .Where(parameter => PublishedManifest.Text(parameter.Value!, "type") == "securestring")
                .Select(parameter => parameter.Key)
                .ToList();
            var outputs = compiled["outputs"]?.ToJsonString() ?? "";

            Assert.All(secure, parameter => Assert.DoesNotContain(parameter, outputs, StringComparison.Ordinal));
            Assert.DoesNotContain("listKeys", outputs, StringComparison.OrdinalIgnoreCase);
            secrets += secure.Count;
        }

        Assert.NotEqual(0, secrets);
    }
}

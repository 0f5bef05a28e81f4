using Waypost.AppHost.Tests.Publishing.Support;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>What azd requires of a manifest; docs/decisions/0012 names the places in azd's source.</summary>
[Collection<PublishedCollection>]
public sealed class ManifestTests(PublishedManifest manifest)
{
    [Fact]
    public void Every_parameter_has_a_default() =>
        Expect.All(manifest.OfType("parameter.v0"), parameter => Assert.NotNull(parameter.Value["inputs"]!["value"]!["default"]));

    [Fact]
    public void Publishing_creates_no_data_directory() => Assert.False(Directory.Exists(manifest.DataDirectory));

    [Fact]
    public void The_services_are_published_and_the_sample_shop_is_not() =>
        Assert.Equal(["manager", "provider", "stats"], manifest.OfType("project.v1").Select(service => service.Key).Order());

    [Fact]
    public void All_resources_can_be_deployed_without_a_container_engine() =>
        Expect.All(
            manifest.Resources,
            resource =>
                Assert.Contains(
                    PublishedManifest.Text(resource.Value!, "type"),
                    new[] { "parameter.v0", "value.v0", "azure.bicep.v0", "project.v1" }
                )
        );

    [Fact]
    public void The_parameter_that_stops_azd_from_creating_an_environment_is_there() =>
        Assert.Equal(
            "",
            Assert.Single(manifest.Bicep, use => use.Parameters.ContainsKey("userPrincipalId")).Parameters[
                "userPrincipalId"
            ]!.GetValue<string>()
        );

    [Fact]
    public void Nothing_refers_to_an_environment_created_by_azd() =>
        Assert.DoesNotContain("{.outputs.", manifest.Resources.ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void Every_parameter_with_a_default_has_a_valid_Bicep_name() =>
        Expect.All(
            manifest.OfType("parameter.v0").Where(parameter => parameter.Value["inputs"]!["value"]!["default"]!["value"] is not null),
            parameter => Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", parameter.Key)
        );

    [Fact]
    public void Generated_secrets_contain_only_letters_and_digits_which_need_no_quoting() =>
        Expect.All(
            manifest.OfType("parameter.v0").Where(parameter => parameter.Value["inputs"]!["value"]!["secret"] is not null),
            parameter =>
            {
                var generate = parameter.Value["inputs"]!["value"]!["default"]!["generate"]!;
                Assert.False(generate["special"]!.GetValue<bool>());
                Assert.True(generate["minLength"]!.GetValue<int>() >= 24);
            }
        );

    [Fact]
    public void Every_Bicep_file_in_the_manifest_exists() =>
        Expect.All(manifest.Bicep, use => Assert.True(File.Exists(use.File), use.File));

    [Fact]
    public void Every_expression_can_be_resolved()
    {
        var azd = new Azd(manifest.Resources);

        foreach (var value in manifest.Bicep.SelectMany(use => use.Parameters))
        {
            azd.Resolve(value.Value!.GetValue<string>());
        }

        Assert.NotEmpty(azd.Expressions);
    }

    [Fact]
    public async Task Every_referenced_output_exists_in_its_module()
    {
        var azd = new Azd(manifest.Resources);
        foreach (var value in manifest.Bicep.SelectMany(use => use.Parameters))
        {
            azd.Resolve(value.Value!.GetValue<string>());
        }

        var outputs = azd
            .Expressions.Select(expression => expression.Split('.'))
            .Where(parts => parts is [_, "outputs", _])
            .ToLookup(parts => parts[0], parts => parts[2]);
        Assert.NotEmpty(outputs);
        foreach (var referenced in outputs)
        {
            var compiled = await Bicep.CompileAsync(manifest.Bicep.Single(use => use.Name == referenced.Key).File);

            Assert.Empty(referenced.Except(compiled["outputs"]!.AsObject().Select(output => output.Key)));
        }
    }
}

using Waypost.AppHost.Tests.Publishing.Support;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>What azd demands of a manifest; docs/decisions/0012 names the places in its source.</summary>
[Collection<PublishedCollection>]
public sealed class ManifestTests(PublishedManifest manifest)
{
    [Fact]
    public void No_value_has_to_be_given_by_anybody() =>
        Assert.All(manifest.OfType("parameter.v0"), parameter => Assert.NotNull(parameter.Value["inputs"]!["value"]!["default"]));

    [Fact]
    public void No_data_directory_is_made() => Assert.False(Directory.Exists(manifest.DataDirectory));

    [Fact]
    public void The_services_are_published_and_the_sample_shop_is_not() =>
        Assert.Equal(["manager", "provider", "stats"], manifest.OfType("project.v1").Select(service => service.Key).Order());

    [Fact]
    public void There_are_only_kinds_of_entries_that_azd_can_deploy_without_a_container_engine() =>
        Assert.All(
            manifest.Resources,
            resource =>
                Assert.Contains(
                    PublishedManifest.Text(resource.Value!, "type"),
                    new[] { "parameter.v0", "value.v0", "azure.bicep.v0", "project.v1" }
                )
        );

    [Fact]
    public void The_environment_is_ours_so_that_azd_makes_none() =>
        Assert.Equal(
            "",
            Assert.Single(manifest.Bicep, use => use.Parameters.ContainsKey("userPrincipalId")).Parameters[
                "userPrincipalId"
            ]!.GetValue<string>()
        );

    [Fact]
    public void Nothing_refers_to_an_environment_of_azds_own() =>
        Assert.DoesNotContain("{.outputs.", manifest.Resources.ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void Whatever_has_a_default_has_a_name_that_is_an_identifier_in_Bicep() =>
        Assert.All(
            manifest.OfType("parameter.v0").Where(parameter => parameter.Value["inputs"]!["value"]!["default"]!["value"] is not null),
            parameter => Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", parameter.Key)
        );

    [Fact]
    public void Every_secret_is_generated_from_letters_and_digits_which_no_quoting_can_spoil() =>
        Assert.All(
            manifest.OfType("parameter.v0").Where(parameter => parameter.Value["inputs"]!["value"]!["secret"] is not null),
            parameter =>
            {
                var generate = parameter.Value["inputs"]!["value"]!["default"]!["generate"]!;
                Assert.False(generate["special"]!.GetValue<bool>());
                Assert.True(generate["minLength"]!.GetValue<int>() >= 24);
            }
        );

    [Fact]
    public void Every_Bicep_file_is_found_from_the_manifest() =>
        Assert.All(manifest.Bicep, use => Assert.True(File.Exists(use.File), use.File));

    [Fact]
    public void Every_expression_leads_somewhere()
    {
        var azd = new Azd(manifest.Resources);

        foreach (var value in manifest.Bicep.SelectMany(use => use.Parameters))
        {
            azd.Resolve(value.Value!.GetValue<string>());
        }

        Assert.NotEmpty(azd.Met);
    }

    [Fact]
    public async Task Every_output_that_is_referred_to_is_one_of_the_module()
    {
        var azd = new Azd(manifest.Resources);
        foreach (var value in manifest.Bicep.SelectMany(use => use.Parameters))
        {
            azd.Resolve(value.Value!.GetValue<string>());
        }
        foreach (
            var wanted in azd
                .Met.Select(expression => expression.Split('.'))
                .Where(parts => parts is [_, "outputs", _])
                .ToLookup(parts => parts[0], parts => parts[2])
        )
        {
            var compiled = await Bicep.CompileAsync(manifest.Bicep.Single(use => use.Name == wanted.Key).File);

            Assert.Empty(wanted.Except(compiled["outputs"]!.AsObject().Select(output => output.Key)));
        }
    }
}

using Microsoft.Extensions.Hosting;
using Waypost.Manager.Core;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>
/// The same fault has the same message in every request and setting. Browser tests check the forms.
/// </summary>
public sealed class SameMessageTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const string Flags = "POST /projects/default/flags";
    private const string Patch = "PATCH /projects/default/environments/production/flags/known";
    private const string Put = "PUT /projects/default/environments/production/flags/known";
    private const string Experiments = "POST /projects/default/experiments";

    private static readonly string LongUser = new('u', 1001);

    public static readonly TheoryData<string, string[]> Faults = new()
    {
        {
            "a percentage above 100",
            [
                Flags + """ rolloutPercentage {"key":"x","rolloutPercentage":101}""",
                Patch + """ rolloutPercentage {"rolloutPercentage":101}""",
                Put + """ rolloutPercentage {"enabled":true,"rolloutPercentage":101}""",
            ]
        },
        {
            "a percentage of a flag with texts",
            [
                Flags + """ rolloutPercentage {"key":"x","type":"string","variants":{"a":"1","b":"2"},"rolloutPercentage":1}""",
                """PATCH /projects/default/environments/production/flags/texts rolloutPercentage {"rolloutPercentage":1}""",
            ]
        },
        {
            "shares of 99 %",
            [
                Patch + """ fallthrough.rollout {"fallthrough":{"rollout":[{"variant":"on","weight":99000}]}}""",
                Experiments
                    + """ rollout {"name":"E","flag":"known","environment":"production","""
                    + """ "rollout":[{"variant":"on","weight":90000},{"variant":"off","weight":9000}]}""",
            ]
        },
        {
            "an unknown variant",
            [
                Patch + """ offVariant {"offVariant":"blue"}""",
                Put + """/assignments/julia variant {"variant":"blue"}""",
                Patch + """ assignments.julia {"assignments":{"julia":"blue"}}""",
                Experiments + """ control {"name":"E","flag":"known","environment":"production","control":"blue"}""",
            ]
        },
        {
            "a user id that is too long",
            [
                $$$"""{{{Put}}}/assignments/{{{LongUser}}} userId {"variant":"on"}""",
                $$$"""{{{Patch}}} assignments.{{{LongUser}}} {"assignments":{"{{{LongUser}}}":"on"}}""",
            ]
        },
        {
            "a name of several lines",
            [
                """POST /projects name {"key":"x","name":"a\nb"}""",
                """PATCH /projects/default name {"name":"a\nb"}""",
                Flags + """ name {"key":"x","name":"a\nb"}""",
                """PATCH /projects/default/flags/known name {"name":"a\nb"}""",
            ]
        },
        { "no name", ["""PATCH /projects/default name {"name":null}""", """PATCH /projects/default name {"name":" "}"""] },
        {
            "a rule without clauses",
            [
                Patch + """ rules[0].when {"rules":[{"serve":{"variant":"on"}}]}""",
                """POST /projects/default/environments/production/segments rules[0].when {"key":"s","rules":[{}]}""",
            ]
        },
        {
            "one variant",
            [
                Flags + """ variants {"key":"x","type":"string","variants":{"a":"1"}}""",
                """PATCH /projects/default/flags/texts variants {"variants":{"b":null}}""",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_has_the_same_message_in_every_request(string fault, string[] requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        await manager.Admin.CallAsync(Flags, """{"key":"known"}""");
        await manager.Admin.CallAsync(Flags, """{"key":"texts","type":"string","variants":{"a":"1","b":"2"}}""");
        var sentences = new HashSet<string>();

        foreach (var request in requests.Select(r => r.Split(' ', 4)))
        {
            var answer = (await manager.Admin.CallAsync($"{request[0]} {request[1]}", request[3])).Expect(400);
            Assert.Contains(request[2], answer.WrongFields);
            sentences.Add(string.Join(' ', answer.Body.GetProperty("errors").GetProperty(request[2]).EnumerateArray()));
        }

        Assert.True(sentences.Count == 1, $"{fault}: {string.Join(" / ", sentences)}");
    }

    [Theory]
    [InlineData("nobody", "long enough password", "email")]
    [InlineData("Anna <a@b.example>", "long enough password", "email")]
    [InlineData("a@b.example", "short", "password")]
    public async Task A_refused_setting_has_the_same_message_as_the_API(string email, string password, string field)
    {
        var answer = (
            await manager.Admin.CallAsync(
                "POST /users",
                System.Text.Json.JsonSerializer.Serialize(
                    new
                    {
                        email,
                        password,
                        role = "viewer",
                    }
                )
            )
        ).Expect(400);
        var options = new ManagerOptions
        {
            WebhookSecret = RunningManager.WebhookSecret,
            Bootstrap = new() { AdminEmail = email, AdminPassword = password },
        };

        var refused = new BootstrapOptionsValidator(manager.Get<IHostEnvironment>()).Validate(null, options);

        Assert.EndsWith(
            $": {answer.Body.GetProperty("errors").GetProperty(field)[0].GetString()}",
            Assert.Single(refused.Failures!),
            StringComparison.Ordinal
        );
    }
}

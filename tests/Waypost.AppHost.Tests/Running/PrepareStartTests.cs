using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Running;

public sealed class PrepareStartTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task Without_PostgreSQL_and_a_way_to_download_it_the_message_lists_every_solution()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(
            ["--DataDirectory", temporary.File("data"), "--Postgres", "local"],
            TestContext.Current.CancellationToken
        );
        builder.Services.AddSingleton(new PostgresSources([], (_, _, _, _) => Task.FromResult<PostgresBinaries?>(null)));
        await using var app = await builder.BuildAsync(TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<StartException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "Waypost needs PostgreSQL 14 or later and found none. Do one of these: install PostgreSQL; install npm, so that Waypost can "
                + "download PostgreSQL; start Docker or Podman; or set --ConnectionStrings:waypostdb to an existing database.",
            Assert.Single(fault.Sentences)
        );
    }
}

using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Running;

public sealed class PrepareStartTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task Without_any_PostgreSQL_nor_a_way_to_fetch_it_every_way_out_is_named()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(
            ["--DataDirectory", temporary.File("data"), "--Postgres", "local"],
            TestContext.Current.CancellationToken
        );
        builder.Services.AddSingleton(new PostgresSources([], (_, _, _, _) => Task.FromResult<PostgresBinaries?>(null)));
        await using var app = await builder.BuildAsync(TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<StartException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "Waypost needs PostgreSQL 14 or later and found none. Any of these will do: install PostgreSQL; install npm, by which "
                + "Waypost fetches it; "
                + "start Docker or Podman; or name an existing database with --ConnectionStrings:waypostdb.",
            Assert.Single(fault.Sentences)
        );
    }
}

using System.Net;
using Npgsql;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>What the shop writes to a real analytics database.</summary>
public sealed class ShopEventsTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private SolarFlareShop CreateShop(TestWaypostClient flags) => new(flags, database.ConnectionString);

    private async Task<List<string>> ReadRowsAsync(string sql, string user)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = user });
        await using var reader = await command.ExecuteReaderAsync(TestTimeout.Token());
        var rows = new List<string>();
        while (await reader.ReadAsync(TestTimeout.Token()))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    [Fact]
    public async Task All_events_of_a_visit_have_the_same_user_id()
    {
        await using (var shop = CreateShop(WaypostClient.ForTesting().Set("quote-form", true)))
        {
            var page = await shop.OpenAsync("/quote?as=visit");
            await shop.PostAsync(page, "/time-on-form", ("seconds", "12.5"));
            await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street"));
        }

        Assert.Equal(
            ["page_viewed", "form_opened", "time_on_form 12.5", "form_submitted", "quote_value +", "page_viewed"],
            await ReadRowsAsync(
                "SELECT name || CASE WHEN name = 'quote_value' AND value > 1000 THEN ' +' ELSE COALESCE(' ' || value, '') END FROM "
                    + "events WHERE user_id = $1 ORDER BY timestamp",
                "visit"
            )
        );
    }

    [Fact]
    public async Task An_automatic_refresh_of_the_form_is_not_recorded()
    {
        await using (var shop = CreateShop(WaypostClient.ForTesting().Set("quote-form", true)))
        {
            await shop.OpenAsync("/quote?as=refresher");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/quote") { Headers = { { "X-Live-Refresh", "1" } } };
            (await shop.SendAsync(request)).EnsureSuccessStatusCode();
        }

        Assert.Equal(
            ["page_viewed", "form_opened"],
            await ReadRowsAsync("SELECT name FROM events WHERE user_id = $1 ORDER BY timestamp", "refresher")
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("7200.5")]
    [InlineData("soon")]
    public async Task An_impossible_time_on_form_is_refused(string seconds)
    {
        await using var shop = CreateShop(WaypostClient.ForTesting());
        var page = await shop.OpenAsync("/quote");

        var response = await shop.PostAsync(page, "/time-on-form", ("seconds", seconds));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Two_shops_on_one_database_share_the_tables()
    {
        await using (CreateShop(WaypostClient.ForTesting()))
        await using (var second = CreateShop(WaypostClient.ForTesting()))
        {
            await second.OpenAsync("/?as=both");
        }

        Assert.Equal(["page_viewed"], await ReadRowsAsync("SELECT name FROM events WHERE user_id = $1", "both"));
    }
}

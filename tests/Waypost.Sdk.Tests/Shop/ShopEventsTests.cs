using System.Net;
using Npgsql;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>What the shop writes for an analysis to read, in a real database.</summary>
public sealed class ShopEventsTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private SolarFlareShop Shop(TestWaypostClient flags) => new(flags, database.ConnectionString);

    private async Task<List<string>> RowsAsync(string sql, string user)
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
    public async Task A_visit_from_the_first_page_to_the_quote_is_written_under_one_id()
    {
        await using (var shop = Shop(WaypostClient.ForTesting().Set("quote-form", true)))
        {
            var page = await shop.OpenAsync("/quote?as=visit");
            await shop.PostAsync(page, "/time-on-form", ("seconds", "12.5"));
            await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street"));
        }

        Assert.Equal(
            ["page_viewed", "form_opened", "time_on_form 12.5", "form_submitted", "quote_value +", "page_viewed"],
            await RowsAsync(
                "SELECT name || CASE WHEN name = 'quote_value' AND value > 1000 THEN ' +' ELSE COALESCE(' ' || value, '') END FROM "
                    + "events WHERE user_id = $1 ORDER BY timestamp",
                "visit"
            )
        );
    }

    [Fact]
    public async Task A_form_that_refreshes_itself_is_not_opened_by_anybody()
    {
        await using (var shop = Shop(WaypostClient.ForTesting().Set("quote-form", true)))
        {
            await shop.OpenAsync("/quote?as=refresher");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/quote") { Headers = { { "X-Live-Refresh", "1" } } };
            (await shop.SendAsync(request)).EnsureSuccessStatusCode();
        }

        Assert.Equal(
            ["page_viewed", "form_opened"],
            await RowsAsync("SELECT name FROM events WHERE user_id = $1 ORDER BY timestamp", "refresher")
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("7200.5")]
    [InlineData("soon")]
    public async Task A_time_that_cannot_be_is_refused(string seconds)
    {
        await using var shop = Shop(WaypostClient.ForTesting());
        var page = await shop.OpenAsync("/quote");

        var answer = await shop.PostAsync(page, "/time-on-form", ("seconds", seconds));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Two_shops_that_start_together_make_the_tables_once()
    {
        await using (Shop(WaypostClient.ForTesting()))
        await using (var second = Shop(WaypostClient.ForTesting()))
        {
            await second.OpenAsync("/?as=both");
        }

        Assert.Equal(["page_viewed"], await RowsAsync("SELECT name FROM events WHERE user_id = $1", "both"));
    }
}

using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>People and their tokens.</summary>
public sealed class UsersTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task The_last_administrator_can_neither_leave_nor_step_down()
    {
        (await manager.Admin.AskAsync("DELETE /users/1")).Expect(409);
        (await manager.Admin.AskAsync("PATCH /users/1", """{"role":"editor"}""")).Expect(409);

        Assert.Equal("admin", (await manager.Admin.AskAsync("GET /users/1")).Expect(200)["role"]);
    }

    [Fact]
    public async Task An_e_mail_address_is_taken_without_regard_to_case()
    {
        (
            await manager.Admin.AskAsync(
                "POST /users",
                """{"email":"o'brien@example.com","name":"O'Brien","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(201);

        (
            await manager.Admin.AskAsync(
                "POST /users",
                """{"email":"O'Brien@Example.com","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(409);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        var made = (
            await manager.Admin.AskAsync(
                "POST /users",
                """{"email":"patched@example.com","name":"Before","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(201);

        var refused = await manager.Admin.AskAsync(
            $"PATCH /users/{made["id"]}",
            """{"name":"After","email":"other@example.com","unknown":1}"""
        );
        var changed = (await manager.Admin.AskAsync($"PATCH /users/{made["id"]}", """{"name":"After"}""")).Expect(200);

        Assert.Equal(["email", "unknown"], refused.Expect(400).WrongFields);
        Assert.Equal("After", changed["name"]);
        Assert.Equal("viewer", changed["role"]);
        Assert.Equal("patched@example.com", changed["email"]);
        Assert.Equal(changed.Text, (await manager.Admin.AskAsync($"GET /users/{made["id"]}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_token_does_no_more_than_the_one_it_was_made_with()
    {
        (await manager.Viewer.AskAsync("POST /tokens", """{"name":"more","role":"editor"}""")).Expect(400);
        var made = (await manager.Viewer.AskAsync("POST /tokens", """{"name":"same"}""")).Expect(201);

        using var client = manager.Running.Client(made["token"]);
        Assert.Equal("viewer", made["role"]);
        (await client.AskAsync("GET /projects")).Expect(200);
        (await client.AskAsync("POST /projects/default/flags", """{"key":"not-allowed"}""")).Expect(403);
    }

    [Fact]
    public async Task A_deleted_token_opens_nothing_and_is_shown_only_once()
    {
        var made = (await manager.Admin.AskAsync("POST /tokens", """{"name":"short-lived"}""")).Expect(201);
        using var client = manager.Running.Client(made["token"]);
        (await client.AskAsync("GET /projects")).Expect(200);
        var read = (await manager.Admin.AskAsync($"GET /tokens/{made["id"]}")).Expect(200);

        (await manager.Admin.AskAsync($"DELETE /tokens/{made["id"]}")).Expect(204);

        Assert.DoesNotContain(made["token"]!, read.Text, StringComparison.Ordinal);
        (await client.AskAsync("GET /projects")).Expect(401);
        (await manager.Admin.AskAsync($"DELETE /tokens/{made["id"]}")).Expect(404);
    }

    [Fact]
    public async Task What_was_answered_to_a_creation_is_what_is_read_at_its_location()
    {
        var project = await manager.NewProjectAsync();
        foreach (
            var (list, body) in new[]
            {
                ("/projects", $$"""{"key":"{{project}}-x","name":"X"}"""),
                ($"/projects/{project}/environments", """{"key":"staging"}"""),
                ($"/projects/{project}/flags", """{"key":"made","description":"…","tags":["a"]}"""),
                ($"/projects/{project}/environments/production/segments", """{"key":"staff","included":["julia m"]}"""),
                ($"/projects/{project}/environments/production/sdk-keys", """{"kind":"client","name":"Browser"}"""),
                ("/users", $$"""{"email":"{{project}}@example.com","role":"viewer","password":"long enough password"}"""),
            }
        )
        {
            var made = (await manager.Admin.AskAsync($"POST {list}", body)).Expect(201);

            var read = await manager.Admin.AskAsync($"GET /{made.Response.Headers.Location}");

            Assert.Equal(made.Text, read.Expect(200).Text);
            Assert.Equal(made.ETag, read.ETag);
        }
    }
}

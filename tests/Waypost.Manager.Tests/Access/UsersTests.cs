using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>Users and their tokens.</summary>
public sealed class UsersTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task The_last_administrator_cannot_be_deleted_or_given_another_role()
    {
        (await manager.Admin.CallAsync("DELETE /users/1")).Expect(409);
        (await manager.Admin.CallAsync("PATCH /users/1", """{"role":"editor"}""")).Expect(409);

        Assert.Equal("admin", (await manager.Admin.CallAsync("GET /users/1")).Expect(200)["role"]);
    }

    [Fact]
    public async Task E_mail_addresses_are_unique_ignoring_case()
    {
        (
            await manager.Admin.CallAsync(
                "POST /users",
                """{"email":"o'brien@example.com","name":"O'Brien","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(201);

        (
            await manager.Admin.CallAsync(
                "POST /users",
                """{"email":"O'Brien@Example.com","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(409);
    }

    [Fact]
    public async Task A_patch_changes_only_the_fields_it_contains()
    {
        var created = (
            await manager.Admin.CallAsync(
                "POST /users",
                """{"email":"patched@example.com","name":"Before","role":"viewer","password":"long enough password"}"""
            )
        ).Expect(201);

        var refused = await manager.Admin.CallAsync(
            $"PATCH /users/{created["id"]}",
            """{"name":"After","email":"other@example.com","unknown":1}"""
        );
        var changed = (await manager.Admin.CallAsync($"PATCH /users/{created["id"]}", """{"name":"After"}""")).Expect(200);

        Assert.Equal(["email", "unknown"], refused.Expect(400).WrongFields);
        Assert.Equal("After", changed["name"]);
        Assert.Equal("viewer", changed["role"]);
        Assert.Equal("patched@example.com", changed["email"]);
        Assert.Equal(changed.Text, (await manager.Admin.CallAsync($"GET /users/{created["id"]}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_token_has_no_higher_role_than_its_creator()
    {
        (await manager.Viewer.CallAsync("POST /tokens", """{"name":"more","role":"editor"}""")).Expect(400);
        var created = (await manager.Viewer.CallAsync("POST /tokens", """{"name":"same"}""")).Expect(201);

        using var client = manager.Running.Client(created["token"]);
        Assert.Equal("viewer", created["role"]);
        (await client.CallAsync("GET /projects")).Expect(200);
        (await client.CallAsync("POST /projects/default/flags", """{"key":"not-allowed"}""")).Expect(403);
    }

    [Fact]
    public async Task A_token_is_shown_only_once_and_does_not_work_after_deletion()
    {
        var created = (await manager.Admin.CallAsync("POST /tokens", """{"name":"short-lived"}""")).Expect(201);
        using var client = manager.Running.Client(created["token"]);
        (await client.CallAsync("GET /projects")).Expect(200);
        var read = (await manager.Admin.CallAsync($"GET /tokens/{created["id"]}")).Expect(200);

        (await manager.Admin.CallAsync($"DELETE /tokens/{created["id"]}")).Expect(204);

        Assert.DoesNotContain(created["token"]!, read.Text, StringComparison.Ordinal);
        (await client.CallAsync("GET /projects")).Expect(401);
        (await manager.Admin.CallAsync($"DELETE /tokens/{created["id"]}")).Expect(404);
    }

    [Fact]
    public async Task The_response_to_a_creation_equals_the_resource_at_its_location()
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
            var created = (await manager.Admin.CallAsync($"POST {list}", body)).Expect(201);

            var read = await manager.Admin.CallAsync($"GET /{created.Response.Headers.Location}");

            Assert.Equal(created.Text, read.Expect(200).Text);
            Assert.Equal(created.ETag, read.ETag);
        }
    }
}

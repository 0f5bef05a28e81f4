using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.ServiceDefaults;
using Waypost.Wire;

namespace Waypost.Manager.Features.Setup;

/// <summary>Fills an empty database at the first start. Later starts change nothing.</summary>
internal sealed partial class Bootstrap(
    ManagerDb db,
    UserManager<User> users,
    IOptions<ManagerOptions> options,
    SetupToken setup,
    TimeProvider time,
    ILogger<Bootstrap> logger
)
{
    public const string DefaultProject = "default";
    public static readonly IReadOnlyList<string> DefaultEnvironments = ["production", "development"];

    private readonly BootstrapOptions settings = options.Value.Bootstrap;

    /// <summary>Runs while the caller holds the migration lock, so that two managers do not both find the database empty.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await db.Projects.AnyAsync(cancellationToken))
        {
            await CreateProjectAsync(cancellationToken);
        }

        if (!await db.Users.AnyAsync(cancellationToken))
        {
            await CreateAdministratorAsync(cancellationToken);
        }
    }

    private async Task CreateProjectAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        var project = Project.Create(DefaultProject, "Default", now);
        project.Environments.AddRange(
            DefaultEnvironments.Select(key => ProjectEnvironment.Create(project, key, char.ToUpperInvariant(key[0]) + key[1..], now))
        );
        db.Projects.Add(project);
        db.Deployments.Add(new Deployment());
        var production = project.Environments[0];
        foreach (var (kind, key) in new[] { (SdkKey.Server, settings.ServerKey), (SdkKey.Client, settings.ClientKey) })
        {
            if (!string.IsNullOrWhiteSpace(key))
            {
                db.SdkKeys.Add(StoredSdkKey.Create(production, kind, $"First {kind} key", key, [], Actor.System.Name, now));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task CreateAdministratorAsync(CancellationToken cancellationToken)
    {
        if (settings.AdminEmail is not { Length: > 0 } email || settings.AdminPassword is not { Length: > 0 } password)
        {
            Log.SetupNeeded(logger, setup.Path);
            return;
        }

        var now = time.Now();
        var user = new User
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            Name = email.Split('@')[0],
            Role = Roles.Admin,
            CreatedAt = now,
        };
        var result = await users.CreateAsync(user, password);
        if (!result.Succeeded)
        {
            throw new StartException(
                "Waypost:Bootstrap: the first administrator cannot be created: "
                    + string.Join(' ', result.Errors.Select(e => e.Description))
            );
        }

        if (settings.AdminToken is { Length: > 0 } token)
        {
            db.AccessTokens.Add(AccessToken.Create(user, "First token", token, Roles.Admin, now, null));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static partial class Log
    {
        // The token is for the operator who reads this console. It is refused once the first administrator exists.
        [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody can sign in yet. Create the first administrator at {Path}")]
        public static partial void SetupNeeded(ILogger logger, string path);
    }
}

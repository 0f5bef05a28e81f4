using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Flags;
using Waypost.Manager.Features.Setup;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Demo;

/// <summary>The sample shop's flags, metrics and experiments, created once, in an empty project, when <c>Waypost:Demo</c> is set.</summary>
internal sealed class DemoProject(ManagerDb db, CreateFlag.Handler createFlag, DemoExperiments experiments)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // If the audit log contains a flag, the user deleted it: do not create it again.
        if (await db.Flags.AnyAsync(cancellationToken) || await db.AuditEntries.AnyAsync(e => e.Flag != null, cancellationToken))
        {
            return;
        }

        await CreateAsync(
            new()
            {
                Key = DemoExperiments.QuoteForm,
                Name = "Quote form",
                Description = "SolarFlare's short quote form, which asks only for the address. Off: the old, long one.",
                Tags = ["solarflare", "checkout"],
            },
            cancellationToken
        );
        await CreateAsync(
            new()
            {
                Key = DemoExperiments.SavingsBanner,
                Name = "Savings banner",
                Description = "A banner on SolarFlare's first page that says what neighbours saved.",
                Tags = ["solarflare"],
            },
            cancellationToken
        );
        await experiments.RunAsync(cancellationToken);
    }

    private async Task CreateAsync(CreateFlag.Request flag, CancellationToken cancellationToken)
    {
        if ((await createFlag.HandleAsync(Bootstrap.DefaultProject, flag, Actor.System, cancellationToken)).Refusal is { } refusal)
        {
            throw new StartException($"The demo's flag cannot be created: {refusal.Message}");
        }
    }
}

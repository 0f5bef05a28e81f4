using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Flags;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Http.Access;

namespace Waypost.Manager;

/// <summary>The sample shop's flag, made once, on an empty project, when <c>Waypost:Demo</c> is set.</summary>
internal sealed class Demo(ManagerDb db, CreateFlag.Handler createFlag)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The events log remembers a flag that was made and deleted again: that was the user's wish.
        if (await db.Flags.AnyAsync(cancellationToken) || await db.Events.AnyAsync(e => e.Flag != null, cancellationToken))
        {
            return;
        }

        var outcome = await createFlag.HandleAsync(
            Bootstrap.DefaultProject,
            new()
            {
                Key = "quote-form",
                Name = "Quote form",
                Description = "SolarFlare's short quote form, which asks only for the address. Off: the old, long one.",
                Tags = ["solarflare", "checkout"],
            },
            Actor.System,
            cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            throw new StartException($"The demo's flag cannot be made: {refusal.Message}");
        }
    }
}

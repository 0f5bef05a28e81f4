using System.Globalization;

namespace Waypost.Flags;

/// <summary>Validates who participates, and what participants get.</summary>
internal static class ParticipantsValidator
{
    internal static void Validate(Flag flag, Serve serve, Participants participants, string path, FaultCollector faults)
    {
        var at = $"{path}/participants";
        if (serve.Rollout is not null)
        {
            faults.Add(
                at,
                FaultCodes.ServeOneOf,
                "Participants need one variant for everyone else. Move the rollout into participants and set variant."
            );
        }
        else if (serve.Variant is null)
        {
            // The missing variant itself is reported with what is served.
            return;
        }

        if (participants.Layer is null && participants.Holdout is null)
        {
            faults.Add(at, FaultCodes.Missing, "Set a layer, a holdout or both. If everyone participates, serve a rollout.");
        }

        ValidateRange(participants.Layer, $"{at}/layer", faults);
        ValidateRange(participants.Holdout, $"{at}/holdout", faults);
        if (participants.Layer?.Key is { } key)
        {
            faults.CheckKey($"{at}/layer/key", "A layer key", key);
        }

        ServeValidator.ValidateRollout(flag, participants.Rollout, $"{at}/rollout", faults);
    }

    private static void ValidateRange(BucketRange? range, string path, FaultCollector faults)
    {
        if (range is null)
        {
            return;
        }

        faults.CheckName($"{path}/salt", "a salt", range.Salt);
        if (range.From < 0 || range.To > Bucketing.Buckets || range.From >= range.To)
        {
            faults.Add(
                path,
                FaultCodes.OutOfRange,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The range from {range.From} to {range.To} is invalid. Enter from 0 to 99999, and a larger to, at most 100000."
                )
            );
        }
    }
}

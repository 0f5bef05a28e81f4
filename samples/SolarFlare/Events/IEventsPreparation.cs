namespace SolarFlare.Events;

/// <summary>What must be in the tables before the first row of a visitor.</summary>
internal interface IEventsPreparation
{
    /// <summary>The tables are there. Called again if it throws, and not again once it has returned.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);
}

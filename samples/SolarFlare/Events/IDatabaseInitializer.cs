namespace SolarFlare.Events;

/// <summary>Prepares the database before the first event of a visitor is written.</summary>
internal interface IDatabaseInitializer
{
    /// <summary>Called after the tables were created, and again until it succeeds once.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);
}

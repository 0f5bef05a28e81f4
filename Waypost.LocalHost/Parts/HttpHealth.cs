namespace Waypost.LocalHost.Parts;

/// <summary>A part is healthy when <c>/health</c> says 200.</summary>
internal static class HttpHealth
{
    // Never through a proxy: the parts are on this machine.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    internal static Func<CancellationToken, Task<bool>> Of(string url)
    {
        var health = new Uri(new Uri(url), "/health");
        return async cancellation =>
        {
            try
            {
                using var response = await Http.GetAsync(health, cancellation);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false; // no answer in time
            }
        };
    }
}

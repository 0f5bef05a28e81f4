using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Postgres;

namespace Waypost.LocalHost;

/// <summary>Where everything is and how to sign in.</summary>
internal static class Welcome
{
    internal static IEnumerable<string> Lines(Settings settings, Secrets secrets, DataDirectory directory, PostgresChoice postgres)
    {
        yield return "";
        yield return Row("manager", settings.ManagerUrl);
        for (var number = 1; number <= settings.Providers; number++)
        {
            yield return Row($"provider-{number}", settings.ProviderUrl(number));
        }

        if (settings.Demo)
        {
            yield return Row("SolarFlare", settings.SampleUrl);
        }

        yield return Row("PostgreSQL", postgres.Description);
        yield return Row("data", directory.Path);
        yield return "";
        yield return Row("sign in as", secrets.AdminEmail);
        yield return Row("password", secrets.AdminPassword);
        yield return Row("for scripts", $"access token and SDK keys are in {Secrets.FileIn(directory)}");
        yield return "";
    }

    private static string Row(string what, string where) => $"  {what,-12} {where}";
}

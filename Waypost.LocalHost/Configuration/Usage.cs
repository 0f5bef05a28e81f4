namespace Waypost.LocalHost.Configuration;

internal static class Usage
{
    internal const string Text = """
        The whole of Waypost on this machine: PostgreSQL, manager, providers, statistics and the sample shop.

          --DataDirectory <path>   where everything is kept (default: .waypost at the repository's root)
          --ManagerPort <port>     the manager (default: 3000)
          --Providers <number>     how many provider replicas (default: 2)
          --ProviderPort <port>    the first of them; the others follow (default: 5050)
          --SamplePort <port>      the SolarFlare shop (default: 5080)
          --PostgresPort <port>    the database (default: 54320)
          --Demo <true|false>      the shop and its data (default: true)

        Each can also be set in the environment, as WAYPOST_PROVIDERS=3. What belongs to the parts is passed on:
          --Waypost:Bootstrap:AdminEmail, AdminPassword, AdminToken, ServerKey, ClientKey   used once, on an empty database
          --ConnectionStrings:waypostdb, --ConnectionStrings:events                         databases of your own
        """;
}

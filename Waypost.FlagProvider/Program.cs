using Waypost.FlagProvider;
using Waypost.ServiceDefaults;

return await ProviderApp.Build(args).RunAndExplainAsync();

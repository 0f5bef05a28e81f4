using Waypost.FlagProvider;
using Waypost.ServiceDefaults;

return await Startup.RunAndExplainAsync(() => ProviderApp.Build(args));

using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider;

try
{
    await using var app = ProviderApp.Build(args);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    foreach (var fault in exception.Failures)
    {
        await Console.Error.WriteLineAsync($"Waypost.FlagProvider cannot start: {fault}");
    }

    return 1;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
{
    await Console.Error.WriteLineAsync($"Waypost.FlagProvider cannot start: {exception.Message}");
    return 1;
}

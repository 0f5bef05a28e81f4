using Waypost.LocalHost.Processes;

if (args is [WatchdogMode.Argument])
{
    return await WatchdogMode.RunAsync(Console.In, TimeProvider.System);
}

Console.WriteLine("Waypost");
return 0;

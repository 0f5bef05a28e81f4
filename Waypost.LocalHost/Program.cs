using System.Collections;
using Waypost.LocalHost;
using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Postgres;
using Waypost.LocalHost.Processes;

if (args is [WatchdogMode.Argument])
{
    return await WatchdogMode.RunAsync(Console.In, TimeProvider.System);
}

if (args is ["--help" or "-h" or "-?"])
{
    Console.WriteLine(Usage.Text);
    return 0;
}

var output = Output.ToConsole();
var time = TimeProvider.System;
using var stop = new StopRequest(output.Say, time);
try
{
    var settings = SettingsReader.Read(args, EnvironmentVariables(), Repository.Root(AppContext.BaseDirectory));
    using var directory = DataDirectory.Open(settings.DataDirectory);
    await Leftovers.EndAsync(directory.Path, time, stop.Token);
    Ports.EnsureFree(settings);
    var secrets = Secrets.Keep(directory, settings.Given);

    using var watchdog = Watchdog.Start();
    using var processes = new ProcessList(directory.Path);
    await using var crew = new Crew(part => RunningProcess.Start(part.Launch, line => output.Of(part.Name, line), watchdog), processes, output.Say, time);

    var postgres = await PostgresChoice.MakeAsync(settings, directory, secrets, watchdog, PostgresSources.OfThisMachine, output.Say, stop.Token);
    if (postgres.Server is { } server)
    {
        await crew.StartServerAsync(server, stop.Token);
    }

    await postgres.EnsureDatabasesAsync(settings, stop.Token);

    var topology = new Topology(
        settings, secrets, postgres.Databases, directory.File("snapshots"), Ports.AnyFree(),
        new PartPrograms(AppContext.BaseDirectory).Find, PartEnvironment.Without(Environment.GetEnvironmentVariables()));
    await crew.StartAsync([topology.Manager], stop.Token);
    await crew.StartAsync(topology.Others, stop.Token);

    foreach (var name in secrets.Overruled(settings.Given))
    {
        output.Say($"{name} is not what this data directory was made with: that stays as it was made; change it in the manager.");
    }

    foreach (var line in Welcome.Lines(settings, secrets, directory, postgres))
    {
        output.Plain(line);
    }

    output.Plain($"Waypost is ready: {settings.ManagerUrl}");
    await stop.WaitAsync();
    return 0;
}
catch (StartFault fault)
{
    foreach (var sentence in fault.Sentences)
    {
        await Console.Error.WriteLineAsync(sentence);
    }

    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    // A full or read-only disk, most often.
    await Console.Error.WriteLineAsync($"Waypost could not start: {e.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 0;
}

static Dictionary<string, string> EnvironmentVariables() =>
    Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>Runs the entry point of a service in this process until its host is built.</summary>
internal static class BuiltService
{
    private static readonly AsyncLocal<Capture?> current = new();

    static BuiltService() => DiagnosticListener.AllListeners.Subscribe(new Listeners());

    public static IHost Of(string assembly, string[] args)
    {
        var capture = current.Value = new();
        try
        {
            Assembly.Load(assembly).EntryPoint!.Invoke(null, [args]);
        }
        catch (TargetInvocationException stopped) when (stopped.InnerException is HostAbortedException)
        {
            // Thrown below when the host is built.
        }
        finally
        {
            current.Value = null;
        }

        return capture.Host ?? throw new InvalidOperationException($"{assembly} ended before it had built its host.");
    }

    private sealed class Capture
    {
        public IHost? Host { get; set; }
    }

    /// <summary>Receives the event "HostBuilt", which the tools of EF Core and ASP.NET Core use too.</summary>
    private sealed class Listeners : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == "Microsoft.Extensions.Hosting")
            {
                listener.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> happened)
        {
            if (happened is not { Key: "HostBuilt", Value: IHost host } || current.Value is not { } capture)
            {
                return;
            }
            capture.Host = host;
            throw new HostAbortedException();
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}

using System.Diagnostics;

namespace Waypost.LocalHost.Processes;

/// <summary>
/// With a session of its own a process does not get the terminal's Ctrl+C, nor what is sent to LocalHost's group:
/// LocalHost alone decides when it ends. <c>setsid</c> replaces itself by the program, so the process id stays that of
/// the program. Where it is missing (macOS) a part ends by itself on Ctrl+C, a moment before it is asked to.
/// </summary>
internal static class OwnSession
{
    private static readonly string? SetSid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    internal static ProcessStartInfo StartInfo(string fileName, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo
        {
            FileName = SetSid ?? fileName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        foreach (var argument in SetSid is null ? arguments : arguments.Prepend(fileName))
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }
}

using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Parts;

/// <summary>Finds the built parts: those of the same configuration and framework as this program, or published beside it.</summary>
internal sealed class PartPrograms(string programDirectory)
{
    /// <param name="project">The project's folder, seen from the repository's root: <c>samples/SolarFlare</c>.</param>
    /// <exception cref="StartFault">It has not been built.</exception>
    internal Launch Find(string project)
    {
        var dll = Path.GetFileName(project) + ".dll";
        var here = Path.TrimEndingDirectorySeparator(programDirectory);
        if (BuildOutput(here) is { } output)
        {
            var root = Path.Combine(output.Root, project);
            return Of(Path.Combine(root, "bin", output.Configuration, output.Framework, dll), root);
        }

        var beside = Path.Combine(here, Path.GetFileName(project), dll);
        var sibling = Path.Combine(Path.GetDirectoryName(here) ?? here, Path.GetFileName(project), dll);
        return File.Exists(beside) ? Of(beside, Path.GetDirectoryName(beside)!) : Of(sibling, Path.GetDirectoryName(sibling)!);
    }

    // The working directory is where ASP.NET looks for appsettings.json and wwwroot: the project's folder, as dotnet run has it.
    private static Launch Of(string dll, string workingDirectory) => File.Exists(dll)
        ? new(DotNet.Host, dll) { WorkingDirectory = workingDirectory }
        : throw new StartFault($"{dll} is missing: build it with 'dotnet build Waypost.Local.slnf'.");

    private static (string Root, string Configuration, string Framework)? BuildOutput(string directory) =>
        directory.Split(Path.DirectorySeparatorChar) is [.. var root, "Waypost.LocalHost", "bin", var configuration, var framework]
            ? (string.Join(Path.DirectorySeparatorChar, root), configuration, framework)
            : null;
}

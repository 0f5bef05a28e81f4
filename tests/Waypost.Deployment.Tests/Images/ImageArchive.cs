using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Waypost.Deployment.Tests.Images;

/// <summary>A multi-architecture image as the SDK writes it: an OCI layout in a tar archive.</summary>
internal sealed class ImageArchive
{
    private readonly Dictionary<string, byte[]> files = [];

    public static ImageArchive Read(string file)
    {
        var archive = new ImageArchive();
        foreach (var (name, content) in Entries(File.OpenRead(file)))
        {
            archive.files[name.TrimStart('.', '/')] = content;
        }
        return archive;
    }

    /// <summary>The configuration of each architecture, with the files of its last layer.</summary>
    public IReadOnlyDictionary<string, (JsonElement Config, IReadOnlyList<string> Files)> Images()
    {
        var outer = JsonElement.Parse(files["index.json"]).GetProperty("manifests")[0];
        return Blob(outer)
            .GetProperty("manifests")
            .EnumerateArray()
            .ToDictionary(
                image => image.GetProperty("platform").GetProperty("architecture").GetString()!,
                image =>
                {
                    var manifest = Blob(image);
                    var layer = new GZipStream(
                        new MemoryStream(Bytes(manifest.GetProperty("layers").EnumerateArray().Last())),
                        CompressionMode.Decompress
                    );
                    return (
                        Blob(manifest.GetProperty("config")).GetProperty("config"),
                        (IReadOnlyList<string>)[.. Entries(layer).Select(entry => entry.Name)]
                    );
                }
            );
    }

    private JsonElement Blob(JsonElement reference) => JsonElement.Parse(Bytes(reference));

    private byte[] Bytes(JsonElement reference) => files["blobs/" + reference.GetProperty("digest").GetString()!.Replace(':', '/')];

    private static List<(string Name, byte[] Content)> Entries(Stream stream)
    {
        using var tar = new TarReader(stream);
        var entries = new List<(string, byte[])>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Waypost.Deployment.Tests.Images;

/// <summary>
/// A registry on the loopback address with a base image for both architectures. Like .NET's images it has the user 1654 and its home.
/// </summary>
internal sealed class RegistryStub : IAsyncDisposable
{
    private const string manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string index = "application/vnd.oci.image.index.v1+json";

    private readonly Dictionary<string, (string Type, byte[] Content)> blobs = [];
    private readonly WebApplication app;

    private RegistryStub(WebApplication app) => this.app = app;

    /// <summary>The only host name that the SDK uses without TLS.</summary>
    public string BaseImage => $"localhost:{new Uri(app.Urls.Single()).Port}/base:1";

    public static async Task<RegistryStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var stub = new RegistryStub(builder.Build());
        var root = stub.AddImage();
        stub.app.Run(context => stub.AnswerAsync(context, root));
        await stub.app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string root)
    {
        var reference = context.Request.Path.Value!.Split('/')[^1];
        if (!blobs.TryGetValue(reference == "1" ? root : reference, out var found))
        {
            context.Response.StatusCode =
                context.Request.Path.Value.TrimEnd('/') == "/v2" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = found.Type;
        context.Response.ContentLength = found.Content.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(found.Content);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(found.Content, context.RequestAborted);
        }
    }

    private string AddImage()
    {
        var layer = HomeOfTheUser();
        var packed = Pack(layer);
        var images = new[] { "amd64", "arm64" }
            .Select(architecture =>
            {
                var config = Json(
                    new
                    {
                        architecture,
                        os = "linux",
                        config = new { User = "1654", Env = new[] { "APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080" } },
                        rootfs = new { type = "layers", diff_ids = new[] { Digest(layer) } },
                    }
                );
                var image = Json(
                    new
                    {
                        schemaVersion = 2,
                        mediaType = manifest,
                        config = Refer("application/vnd.oci.image.config.v1+json", config),
                        layers = new[] { Refer("application/vnd.oci.image.layer.v1.tar+gzip", packed) },
                    }
                );
                Add(manifest, image);
                return new
                {
                    mediaType = manifest,
                    digest = Digest(image),
                    size = image.Length,
                    platform = new { architecture, os = "linux" },
                };
            })
            .ToList();
        return Add(
            index,
            Json(
                new
                {
                    schemaVersion = 2,
                    mediaType = index,
                    manifests = images,
                }
            )
        );
    }

    private object Refer(string type, byte[] content) =>
        new
        {
            mediaType = type,
            digest = Add(type, content),
            size = content.Length,
        };

    private string Add(string type, byte[] content)
    {
        blobs[Digest(content)] = (type, content);
        return Digest(content);
    }

    private static byte[] HomeOfTheUser()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "home/app/") { Uid = 1654, Gid = 1654 });
        }
        return stream.ToArray();
    }

    private static byte[] Pack(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }
        return stream.ToArray();
    }

    private static byte[] Json(object content) => JsonSerializer.SerializeToUtf8Bytes(content);

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}

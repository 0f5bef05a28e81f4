using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Waypost.Manager.Http;

/// <summary>
/// Refuses bodies above 1 MiB. Kestrel's own limit closes the connection while the client is still sending, and many clients then
/// never see the 413. So Kestrel accepts more and drains it, and the limit is enforced here.
/// </summary>
internal static class BodyLimit
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>How much is drained so that the client can read the answer.</summary>
    private const int MaxDrainedBytes = 32 * MaxBytes;

    public static void Set(KestrelServerLimits limits) => limits.MaxRequestBodySize = MaxDrainedBytes;

    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.ContentLength > MaxBytes)
                {
                    throw TooLarge();
                }

                if (context.Request.ContentLength is null)
                {
                    context.Request.Body = new Limited(context.Request.Body);
                }

                return next(context);
            }
        );

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Counts the bytes of a body of unknown length.</summary>
    private sealed class Limited(Stream body) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await body.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(body.Read(buffer, offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int more) => (read += more) > MaxBytes ? throw TooLarge() : more;
    }
}

using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>The revision that a form posts, so that a change by someone else in the meantime is noticed.</summary>
internal static class FormRevision
{
    /// <summary>The ETag of the revision that a restored draft is based on; without a draft, of the current one.</summary>
    public static string Revision(this HttpContext context, string form, long current) =>
        context.Features.Get<Draft>() is { } draft && draft["_handler"] == form && draft["revision"] is { Length: > 0 } revision
            ? revision
            : ETags.Of(current);
}

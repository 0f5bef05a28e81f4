using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>Lets a test act between a request of the page's scripts and the response.</summary>
internal static class DelayedResponses
{
    /// <summary>Holds back the next response to a request by this method (get or post) until it is released.</summary>
    public static Task DelayNextResponseAsync(this IPage page, string method) =>
        page.EvaluateAsync(
            """
            method => {
              const send = window.fetch;
              window.held = new Promise(arrived => {
                window.fetch = async (url, options) => {
                  const answer = await send(url, options);
                  if ((options?.method ?? 'get') === method) {
                    window.fetch = send;
                    await new Promise(release => { window.release = release; arrived(); });
                  }
                  return answer;
                };
              });
            }
            """,
            method
        );

    /// <summary>Waits until the server has responded.</summary>
    public static Task WaitForDelayedResponseAsync(this IPage page) => page.EvaluateAsync("held");

    public static Task ReleaseResponseAsync(this IPage page) => page.EvaluateAsync("release()");
}

using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>Lets a test act between a request of the page's scripts and its answer.</summary>
internal static class HeldAnswers
{
    /// <summary>Keeps the next answer to a request by this method (get or post) from the page, until it is released.</summary>
    public static Task HoldNextAnswerAsync(this IPage page, string method) =>
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

    /// <summary>Waits until the server has answered.</summary>
    public static Task AnswerIsHeldAsync(this IPage page) => page.EvaluateAsync("held");

    public static Task ReleaseAnswerAsync(this IPage page) => page.EvaluateAsync("release()");
}

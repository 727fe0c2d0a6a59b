namespace Etl.Worker.Tests.Web;

internal static class Cookies
{
    /// <summary>Signs in with a login link and returns the cookie as a browser would send it.</summary>
    public static async Task<string> SignIn(TestServer test)
    {
        using var answer = await Post(test, "/login", ("code", test.Services.Link.Issue()));
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    /// <summary>Posts a form as a page of the server does.</summary>
    public static async Task<HttpResponseMessage> Post(TestServer test, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", test.Server.Url);
        return await test.Client.SendAsync(request);
    }
}

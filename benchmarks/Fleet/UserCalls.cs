using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Fleet;

/// <summary>What users of a server do, one of many at a time; what is measured is the time that half of the calls take at most.</summary>
internal sealed class UserCalls(Server server, int users) : IDisposable
{
    private const int Logins = 10;
    private const int Calls = 200;
    private const string Password = "correct horse";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = new Uri(server.Address, "/api/client/v2.0/"),
    };

    private readonly string[] _tokens = new string[Logins];
    private readonly string[] _refreshTokens = new string[Logins];

    /// <summary>Registers the first user, and logs it in.</summary>
    public async Task BeginAsync()
    {
        await PostAccountAsync("register", "email", 0);
        await LogInAsync(0, 0);
    }

    /// <summary>Logs some of them in by their passwords.</summary>
    public Task<double> LogInAsync() => MeasureAsync(Logins, i => LogInAsync(i, Random.Shared.Next(users)));

    /// <summary>Asks for the profiles of those who are logged in.</summary>
    public Task<double> ProfileAsync() => MeasureAsync(Calls, i => SendAsync(HttpMethod.Get, "auth/profile", _tokens[i % Logins]));

    /// <summary>Has their sessions give new access tokens.</summary>
    public Task<double> RefreshAsync() => MeasureAsync(Calls, i => SendAsync(HttpMethod.Post, "auth/session", _refreshTokens[i % Logins]));

    /// <summary>Has them call a function.</summary>
    public Task<double> CallAsync() => MeasureAsync(Calls, i => SendAsync(
        HttpMethod.Post, $"app/{server.AppId}/functions/call", _tokens[i % Logins], """{"name":"sum","arguments":[1,2]}"""));

    public void Dispose() => _http.Dispose();

    private async Task LogInAsync(int login, int user)
    {
        JsonElement reply = JsonElement.Parse(await PostAccountAsync("login", "username", user));
        _tokens[login] = reply.GetProperty("access_token").GetString()!;
        _refreshTokens[login] = reply.GetProperty("refresh_token").GetString()!;
    }

    private Task<string> PostAccountAsync(string operation, string name, int user) => SendAsync(
        HttpMethod.Post, $"app/{server.AppId}/auth/providers/local-userpass/{operation}",
        json: $$"""{"{{name}}":"{{StateFill.Email(user)}}","password":"{{Password}}"}""");

    private async Task<string> SendAsync(HttpMethod method, string path, string? token = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage reply = await _http.SendAsync(request);
        string text = await reply.Content.ReadAsStringAsync();
        return reply.IsSuccessStatusCode ? text : throw new BenchmarkException($"{path} was answered {(int)reply.StatusCode}: {text}");
    }

    private static async Task<double> MeasureAsync(int count, Func<int, Task> call)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await call(i);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
        return times.Order().ElementAt(count / 2);
    }
}

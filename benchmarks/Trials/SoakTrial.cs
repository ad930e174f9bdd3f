using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Trials;

/// <summary>
/// Logins of the same accounts from ever new devices, with sessions that end after a minute and a clean-up every minute: a month of a
/// server in half an hour.
/// </summary>
internal sealed class SoakTrial : ITrial
{
    private const int Accounts = 20;
    private const int AtOnce = 4;
    private const int Rounds = 10;

    private const string Settings = """
        {"sessions":{"refreshTokenSeconds":60},"cleanup":{"minutes":1},
         "logins":{"failuresByAddress":100000,"failuresByAccount":100000,"requestsByAddress":100000,"requestsByAccount":100000}}
        """;

    public (string Unit, int Size) Extent => ("logins", 10_000);

    public async Task RunAsync(int size)
    {
        await using Server server = await Server.StartAsync(settings: Settings);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = new Uri(server.Address, $"/api/client/v2.0/app/{server.AppId}/auth/providers/local-userpass/"),
        };
        for (int account = 0; account < Accounts; account++) await PostAsync(http, "register", "email", account);
        int begun = 0;
        await Rest.AfterAsync(server, Rounds, async () =>
        {
            int first = begun;
            await Crowd.RunAsync(AtOnce, size / Rounds, login => PostAsync(http, "login", "username", (first + login) % Accounts));
            begun += size / Rounds;
            return size / Rounds;
        }, rest: TimeSpan.FromMinutes(2));
    }

    private static async Task PostAsync(HttpClient http, string operation, string name, int account)
    {
        string json = $$"""{"{{name}}":"soak{{account}}@example.com","password":"correct horse","options":{"device":{"appId":"soak"} } }""";
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage reply = await http.PostAsync(new Uri(operation, UriKind.Relative), body);
        if (!reply.IsSuccessStatusCode)
            throw new BenchmarkException($"{operation} was answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync()}");
    }
}

using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Users;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Push registrations (client-api 9, app-folder 9).</summary>
public sealed class PushTests : IAsyncLifetime
{
    private readonly AppFolder _folder = AuthApp.Create(
        AuthApp.Simple,
        ("services/gcm/config.json", """{"name":"gcm","type":"gcm","config":{"senderId":"1"},"secret_config":{"apiKey":"unused"},"version":1}"""),
        ("services/web/config.json", """{"name":"web","type":"http","config":{}}"""),
        ("services/odd/config.json", """{"name":"phones","type":"gcm"}"""));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_device_has_one_registration_of_a_service_and_the_last_token_counts()
    {
        WireLogin login = await _server.LogInNewEmailAsync("mia@example.com");
        WireLogin tablet = await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"));
        foreach (string token in new[] { "first", "second", "second" }) (await RegisterAsync(login, "gcm", token)).AssertEmpty(204);
        (await RegisterAsync(login, "phones", "other")).AssertEmpty(204);
        (await RegisterAsync(tablet, "gcm", "tablet")).AssertEmpty(204);
        Assert.Equal(
            new (string?, string, string)[] { (login.DeviceId, "gcm", "second"), (login.DeviceId, "phones", "other"), (tablet.DeviceId, "gcm", "tablet") }.Order(),
            (await RegistrationsAsync(login)).Order());

        for (int i = 0; i < 2; i++) (await _server.SendAsync("DELETE", Path("gcm"), login.AccessToken)).AssertEmpty(204);
        Assert.Equal(2, (await RegistrationsAsync(login)).Length);
    }

    [Fact]
    public async Task Users_on_one_device_do_not_touch_each_other()
    {
        const string device = """{"options":{"device":{"deviceId":"6650a1f2c3d4e5f6a7b8c9d1"}}}""";
        WireLogin mia = await _server.LogInAsync(json: device), tom = await _server.LogInAsync(json: device);
        await RegisterAsync(mia, "gcm", "a");
        await RegisterAsync(tom, "gcm", "b");
        await _server.SendAsync("DELETE", Path("gcm"), tom.AccessToken);
        Assert.Equal([("6650a1f2c3d4e5f6a7b8c9d1", "gcm", "a")], await RegistrationsAsync(mia));
    }

    [Theory]
    [InlineData("gcm_x")]
    [InlineData("web")]
    [InlineData("odd")]
    [InlineData("GCM")]
    public async Task An_unknown_service_is_not_found(string service)
    {
        WireLogin login = await _server.LogInAsync();
        (await RegisterAsync(login, service, "token")).AssertError(404, "ServiceNotFound", $"service not found: '{service}'");
        (await _server.SendAsync("DELETE", Path(service), login.AccessToken)).AssertError(404, "ServiceNotFound", $"service not found: '{service}'");
    }

    [Theory]
    [InlineData("{}", "MissingParameter", "'registrationToken' is a required string")]
    [InlineData("{\"registrationToken\":7}", "MissingParameter", "'registrationToken' is a required string")]
    [InlineData("{\"registrationToken\":\"\"}", "InvalidParameter", "'registrationToken' must have 1 to 4096 characters")]
    public async Task A_token_is_needed(string body, string code, string message) =>
        (await _server.SendAsync("PUT", Path("gcm"), (await _server.LogInAsync()).AccessToken, body)).AssertError(400, code, message);

    [Fact]
    public async Task Who_is_logged_out_cannot_register()
    {
        (await _server.SendAsync("PUT", Path("gcm"), json: """{"registrationToken":"t"}""")).AssertError(401, null, "unauthorized");
        (await _server.SendAsync("DELETE", Path("gcm"))).AssertError(401, null, "unauthorized");
        WireLogin login = await _server.LogInAsync();
        (await _server.SendAsync("PUT", Path("gcm"), login.RefreshToken, """{"registrationToken":"t"}""")).AssertError(401, null, "unauthorized");
    }

    [Fact]
    public async Task A_device_is_remembered_with_what_it_last_said_of_itself()
    {
        await _server.RegisterAsync("device@example.com", AuthRequests.Password);
        WireLogin first = await LogInFromAsync("""{"platform":"Windows","sdk":"Dotnet","sdkVersion":"12.1.0","deviceName":"","odd":"x","cpuArch":7}""");
        DeviceRecord device = Assert.Single(await _server.Users().Devices.ListAsync(first.UserId, AuthRequests.Cancel));
        Assert.Equal(first.DeviceId, device.Id);
        Assert.Equal("""{ "platform" : "Windows", "sdk" : "Dotnet", "sdkVersion" : "12.1.0" }""", device.Information.ToString());

        await LogInFromAsync($$"""{"deviceId":"{{first.DeviceId}}","platform":"Linux"}""");
        await LogInFromAsync("""{"platform":"iOS"}""");
        var devices = await _server.Users().Devices.ListAsync(first.UserId, AuthRequests.Cancel);
        Assert.Equal(2, devices.Count);
        Assert.Equal("Linux", devices.Single(known => known.Id == first.DeviceId).Information["platform"]);
    }

    private Task<WireLogin> LogInFromAsync(string device) => _server.LogInAsync(
        "local-userpass", $$"""{"username":"device@example.com","password":"{{AuthRequests.Password}}","options":{"device":{{device}} } }""");

    private Task<WireReply> RegisterAsync(WireLogin login, string service, string registrationToken) =>
        _server.SendAsync("PUT", Path(service), login.AccessToken, AuthRequests.Json(new { registrationToken }));

    private async Task<(string?, string, string)[]> RegistrationsAsync(WireLogin login) =>
        [.. (await _server.Users().Push.ListAsync(login.UserId, AuthRequests.Cancel)).Select(known => (known.DeviceId, known.Service, known.Token))];

    private static string Path(string service) => $"{AuthApp.Path}/push/providers/{service}/registration";
}

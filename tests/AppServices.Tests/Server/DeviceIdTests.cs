using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Devices keep their id over logins (client-api 2.2).</summary>
public sealed class DeviceIdTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Known = "6650a1f2c3d4e5f6a7b8c9d1";

    [Theory]
    [InlineData("\"6650a1f2c3d4e5f6a7b8c9d1\"")]
    [InlineData("\"6650A1F2C3D4E5F6A7B8C9D1\"")]
    [InlineData("{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d1\"}")]
    public async Task A_known_device_keeps_its_id(string json)
    {
        WireLogin login = await LogInFromAsync($$"""{"device":{"deviceId":{{json}} } }""");
        Assert.Equal(Known, login.DeviceId);
        Assert.Equal(Known, login.AccessClaims.GetProperty("baas_device_id").GetString());
    }

    [Theory]
    [InlineData("{\"device\":{\"deviceId\":\"000000000000000000000000\"}}")]
    [InlineData("{\"device\":{\"deviceId\":{\"$oid\":\"000000000000000000000000\"}}}")]
    [InlineData("{\"device\":{\"deviceId\":\"\"}}")]
    [InlineData("{\"device\":{\"deviceId\":\"my phone\"}}")]
    [InlineData("{\"device\":{\"deviceId\":null}}")]
    [InlineData("{\"device\":{\"deviceId\":7}}")]
    [InlineData("{\"device\":\"6650a1f2c3d4e5f6a7b8c9d1\"}")]
    [InlineData("\"6650a1f2c3d4e5f6a7b8c9d1\"")]
    public async Task Anything_else_is_a_new_device(string options)
    {
        string first = (await LogInFromAsync(options)).DeviceId;
        string second = (await LogInFromAsync(options)).DeviceId;
        Assert.All([first, second], id => Assert.Matches("^[0-9a-f]{24}$", id));
        Assert.DoesNotContain(first, new[] { second, Known, new string('0', 24) });
    }

    [Fact]
    public async Task A_refreshed_token_is_of_the_same_device()
    {
        WireLogin login = await LogInFromAsync($$"""{"device":{"deviceId":"{{Known}}" } }""");
        WireReply reply = await server.SendAsync("POST", "/auth/session", login.RefreshToken);
        Assert.Equal(Known, WireLogin.Part(reply.String("access_token"), 1).GetProperty("baas_device_id").GetString());
    }

    private Task<WireLogin> LogInFromAsync(string options) => server.LogInAsync(json: $$"""{"options":{{options}}}""");
}

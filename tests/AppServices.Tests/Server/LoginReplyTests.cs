using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What a login answers and what its tokens say (client-api 2.3, 3.1).</summary>
public sealed class LoginReplyTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string CoreOptions = """
        "options":{"device":{"appId":"shop-qwert","platform":"Windows","platformVersion":"10.0","sdk":"Dotnet","sdkVersion":"12.1.0",
        "cpuArch":"x86_64","deviceName":"","deviceVersion":"","frameworkName":".NET","frameworkVersion":"8.0","coreVersion":"14.1","bundleId":"q1"}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"options\":null}")]
    [InlineData("{\"provider\":\"anon-user\"," + CoreOptions + "}")]
    public async Task It_has_four_strings(string body)
    {
        WireReply reply = await server.PostLoginAsync("anon-user", body);
        Assert.Equal(["access_token", "refresh_token", "user_id", "device_id"], reply.Json.EnumerateObject().Select(field => field.Name));
        WireLogin login = WireLogin.From(reply);
        Assert.All([login.UserId, login.DeviceId], id => Assert.Matches("^[0-9a-f]{24}$", id));
        Assert.NotEqual(new string('0', 24), login.DeviceId);
    }

    [Fact]
    public async Task Both_tokens_are_JWTs_by_HS256()
    {
        WireLogin login = await server.LogInAsync();
        Assert.All([login.AccessToken, login.RefreshToken], token =>
        {
            Assert.Matches(@"^[\w-]+\.[\w-]+\.[\w-]{43}$", token);
            Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", WireLogin.Part(token, 0).GetRawText());
        });
    }

    [Fact]
    public async Task The_access_token_names_user_session_device_and_app()
    {
        WireLogin login = await server.LogInAsync();
        WireReply profile = await server.SendAsync("GET", "/auth/profile", login.AccessToken);
        JsonElement claims = login.AccessClaims;
        string Claim(string name) => claims.GetProperty(name).GetString()!;

        Assert.Equal((login.UserId, "access"), (Claim("sub"), Claim("typ")));
        Assert.Equal(login.RefreshClaims.GetProperty("baas_id").GetString(), Claim("iss"));
        Assert.Equal((login.DeviceId, login.DeviceId), (Claim("baas_device_id"), Claim("stitch_devId")));
        Assert.Equal((profile.String("domain_id"), profile.String("domain_id")), (Claim("baas_domain_id"), Claim("stitch_domainId")));
        Assert.False(claims.TryGetProperty("user_data", out _));
    }

    [Fact]
    public async Task The_refresh_token_names_the_session_and_the_identity_of_the_login()
    {
        WireLogin login = await server.LogInNewEmailAsync("claims@example.com");
        JsonElement identity = (await server.SendAsync("GET", "/auth/profile", login.AccessToken)).Json.GetProperty("identities")[0];
        string expected = JsonSerializer.Serialize(new
        {
            id = identity.GetProperty("id").GetString(),
            provider_type = "local-userpass",
            provider_id = identity.GetProperty("provider_id").GetString(),
        });
        JsonElement claims = login.RefreshClaims;
        string Claim(string name) => claims.GetProperty(name).GetString()!;

        Assert.Equal((login.UserId, "refresh"), (Claim("sub"), Claim("typ")));
        Assert.Matches("^[0-9a-f]{24}$", Claim("baas_id"));
        Assert.Equal((Claim("baas_id"), login.DeviceId, login.DeviceId), (Claim("stitch_id"), Claim("baas_device_id"), Claim("stitch_devId")));
        Assert.Equal((expected, expected), (claims.GetProperty("baas_identity").GetRawText(), claims.GetProperty("stitch_ident").GetRawText()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (claims.GetProperty("baas_data").ValueKind, claims.GetProperty("stitch_data").ValueKind));
    }
}

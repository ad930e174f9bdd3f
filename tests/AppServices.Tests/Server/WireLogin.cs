using System.Buffers.Text;
using System.Text.Json;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The four strings of a login.</summary>
internal sealed record WireLogin(string UserId, string DeviceId, string AccessToken, string RefreshToken)
{
    public static WireLogin From(WireReply reply)
    {
        Assert.Equal(200, (int)reply.Status);
        return new WireLogin(reply.String("user_id"), reply.String("device_id"), reply.String("access_token"), reply.String("refresh_token"));
    }

    public JsonElement AccessClaims => Part(AccessToken, 1);

    public JsonElement RefreshClaims => Part(RefreshToken, 1);

    /// <summary>One of the two JSON parts of a token: 0 is its header, 1 its payload.</summary>
    public static JsonElement Part(string token, int index) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]));
}

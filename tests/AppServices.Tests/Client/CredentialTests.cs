using System.Collections;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>What each credential sends, by client-api 2.1.</summary>
public sealed class CredentialTests
{
    public static TheoryData<AppCredential, string, string> Credentials => new()
    {
        { AppCredential.Anonymous(), "anon-user", "{}" },
        { AppCredential.EmailPassword("mia@example.com", TestSession.Secret("pass word")), "local-userpass",
            """{"username":"mia@example.com","password":"pass word"}""" },
        { AppCredential.ApiKey(TestSession.Secret("k")), "api-key", """{"key":"k"}""" },
        { AppCredential.Function(new Hashtable { ["name"] = "mia", ["pin"] = new Hashtable { ["n"] = 5 } }), "custom-function",
            """{"name":"mia","pin":{"n":{"$numberInt":"5"}}}""" },
        { AppCredential.Jwt(TestSession.Secret("a.b.c")), "custom-token", """{"token":"a.b.c"}""" },
        { AppCredential.GoogleAuthCode(TestSession.Secret("code")), "oauth2-google", """{"authCode":"code"}""" },
        { AppCredential.GoogleIdToken(TestSession.Secret("id")), "oauth2-google", """{"id_token":"id"}""" },
        { AppCredential.Facebook(TestSession.Secret("fb")), "oauth2-facebook", """{"accessToken":"fb"}""" },
        { AppCredential.Apple(TestSession.Secret("ap")), "oauth2-apple", """{"id_token":"ap"}""" },
    };

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task A_login_sends_the_fields_of_its_provider_and_the_device(AppCredential credential, string provider, string payload)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));

        AppSession session = await server.App().LogInAsync(
            credential, TestSession.New, "6650a1f2c3d4e5f6a7b8c9d1", RequestOptions.Default, TestSession.Token);

        SeenRequest login = server.Single($"POST /app/test-abcde/auth/providers/{provider}/login");
        Assert.Equal(("", ""), (login.Query, login.Token));
        using JsonDocument body = JsonDocument.Parse(login.Body);
        Assert.Equal(
            "6650a1f2c3d4e5f6a7b8c9d1", body.RootElement.GetProperty("options").GetProperty("device").GetProperty("deviceId").GetString());
        using JsonDocument expected = JsonDocument.Parse(payload);
        int fields = 1;
        foreach (JsonProperty field in expected.RootElement.EnumerateObject())
        {
            fields++;
            Assert.Equal(field.Value.GetRawText(), body.RootElement.GetProperty(field.Name).GetRawText());
        }
        Assert.Equal(fields, body.RootElement.EnumerateObject().Count());
        Assert.Equal(provider, session.ProviderType);
    }

    [Theory]
    [InlineData("no document")]
    [InlineData(5)]
    [InlineData(null)]
    public void A_payload_that_is_no_document_is_refused(object? payload) =>
        Assert.Throws<EjsonException>(() => AppCredential.Function(payload));

    [Fact]
    public void The_payload_cannot_have_the_field_that_the_protocol_keeps_for_itself()
    {
        var error = Assert.Throws<EjsonException>(() => AppCredential.Function(new Hashtable { ["options"] = 1 }));

        Assert.Contains("options", error.Reason, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_value_without_a_form_is_refused_by_its_place()
    {
        var error = Assert.Throws<EjsonException>(() => AppCredential.Function(new Hashtable { ["pin"] = TestSession.Secret("1234") }));

        Assert.Equal("$.pin", error.Path);
        Assert.DoesNotContain("1234", error.Message, System.StringComparison.Ordinal);
    }
}

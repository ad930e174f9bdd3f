using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>What functions cannot reach unless the operator allows it, and limits.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:93.184.216.34", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::5db8:d822", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_public_addresses_are_reached(string address, bool isAdmitted) => Assert.Equal(isAdmitted, new AddressGuard([]).Admits(IPAddress.Parse(address)));

    [Fact]
    public void The_machines_own_addresses_are_not()
    {
        foreach (UnicastIPAddressInformation own in IPGlobalProperties.GetIPGlobalProperties().GetUnicastAddresses()) Assert.False(new AddressGuard([]).Admits(own.Address));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "192.168.0.1", false)]
    [InlineData("::1/128", "::1", true)]
    [InlineData("::1/128", "127.0.0.1", false)]
    public void What_the_operator_allows_is_reached(string allowed, string address, bool isAdmitted) =>
        Assert.Equal(isAdmitted, new AddressGuard([IPNetwork.Parse(allowed)]).Admits(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_is_refused_for_what_it_stands_for_and_so_is_a_redirect()
    {
        await using TargetServer target = await TargetServer.StartAsync();
        int port = new Uri(target.Address).Port;
        using AppFolder folder = AppFolder.WithFunction("f", "exports = (url, followRedirects) => context.http.get({ url, followRedirects }).then(r => r.statusCode, e => e.message);");
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        string token = (await server.LogInAsync(appId: "test-abcde")).AccessToken;
        foreach (string host in new[] { "127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0", "[::ffff:7f00:1]", "169.254.169.254" })
        {
            string reply = (await server.CallAsync(token, "f", $"[\"http://{host}:{port}/\"]", "test-abcde")).Json.GetString()!;
            Assert.Contains("is not at a public address; the server's operator can allow others (outgoingHttp.allow in the settings)", reply, StringComparison.Ordinal);
        }
        Assert.Empty(target.Paths);

        await using AppServerFixture half = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { OutgoingHttp = new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.1/32")] } } }, folder);
        token = (await half.LogInAsync(appId: "test-abcde")).AccessToken;
        string redirected = (await half.CallAsync(token, "f", $"[\"{target.Address}/redirect?to=http://[::1]:{port}/\",true]", "test-abcde")).Json.GetString()!;
        Assert.Contains("'[::1]' is not at a public address", redirected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_ends_in_time_and_with_its_function()
    {
        await using TargetServer target = await TargetServer.StartAsync();
        using AppFolder folder = AppFolder.WithFunction("f", "exports = url => context.http.get(url);").Write("functions/g.js", "exports = async url => { context.http.get(url + '/hang?left'); await context.http.get(url + '/when?left'); throw new Error('over'); };");
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with
            {
                Limits = new FunctionLimits { Time = TimeSpan.FromSeconds(2) },
                Settings = new ServerSettings { OutgoingHttp = new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.1/32")], Time = TimeSpan.FromSeconds(1) } },
            },
            folder);
        string token = (await server.LogInAsync(appId: "test-abcde")).AccessToken;
        WireReply late = await server.CallAsync(token, "f", $"[\"{target.Address}/hang?late\"]", "test-abcde");
        late.AssertError(400, "FunctionExecutionError", $"Error: Get \"{target.Address}/hang\": no reply within 1 s");
        await target.Gone("late");
        Assert.Equal("Error: over", (await server.CallAsync(token, "g", $"[\"{target.Address}\"]", "test-abcde")).String("error"));
        await target.Gone("left");
    }

    [Fact]
    public async Task The_server_makes_so_many_calls_at_once_and_no_more()
    {
        await using TargetServer target = await TargetServer.StartAsync();
        using AppFolder folder = AppFolder.WithFunction(
            "f", "exports = url => Promise.all([1, 2, 3, 4, 5].map(() => context.http.get(url).then(() => 'reply', e => e.message))).then(all => [...new Set(all)].sort());");
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { OutgoingHttp = new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.1/32")], Calls = 1 } } }, folder);
        string token = (await server.LogInAsync(appId: "test-abcde")).AccessToken;
        Assert.Equal(
            [$"Get \"{target.Address}/slow\": the server makes 1 calls already, and not more at once", "reply"],
            (await server.CallAsync(token, "f", $"[\"{target.Address}/slow\"]", "test-abcde")).Json.EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public void The_operators_settings_are_read()
    {
        OutgoingHttpSettings settings = Read("""{"outgoingHttp":{"allow":["127.0.0.1","10.0.0.0/8","::1"],"seconds":5,"connectSeconds":2,"calls":7}}""").OutgoingHttp;
        Assert.Equal(["127.0.0.1/32", "10.0.0.0/8", "::1/128"], settings.Allowed.Select(network => network.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), 7), (settings.Time, settings.ConnectTime, settings.Calls));
    }

    [Theory]
    [InlineData("""{"outgoingHttp":{"allow":["localhost"]}}""", "an address such as 10.0.0.7 or 10.0.0.0/8 is expected (at outgoingHttp.allow[0]).")]
    [InlineData("""{"outgoingHttp":{"seconds":0}}""", "a whole number above 0 is expected (at outgoingHttp.seconds).")]
    [InlineData("""{"outgoingHttp":{"alow":[]}}""", "'alow' is unknown; allow, seconds, connectSeconds, calls are possible (at outgoingHttp.alow).")]
    public void Wrong_settings_are_refused(string text, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<ConfigurationException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static ServerSettings Read(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        try
        {
            return ServerSettings.Read(path, SecretStore.Read(null));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
